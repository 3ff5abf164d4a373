// What a pipeline says and gitlab-ci-local does not show: after 75 a job that runs executions is retried, after a verdict
// never; 5 is no failure, 1 is; and every file that `reports:` names is among the artifacts.
// usage: node pipeline_promises.mjs GITLAB-CI-LOCAL-FOLDER EXPANDED-PIPELINE [ARTIFACTS-FOLDER]
import fs from "node:fs";
import path from "node:path";
import {createRequire} from "node:module";

const [, , tool, pipeline, artifacts] = process.argv;
const yaml = createRequire(path.join(tool, "package.json"))("js-yaml");
const jobs = Object.entries(yaml.load(fs.readFileSync(pipeline, "utf8")))
  .filter(([name, job]) => job?.script && !name.endsWith("-pages") && /\breprovip (check|run|score)\b/.test([job.script].flat().join("\n")));

const problems = [];
const expect = (holds, text) => holds || problems.push(text);

expect(jobs.length > 0, "no job runs reprovip");
for (const [name, job] of jobs) {
  const codes = (value) => [value?.exit_codes ?? []].flat();
  const script = [job.script].flat().join("\n");
  const is_judge = job.artifacts?.reports !== undefined;
  if (script.includes("--partition") || !script.includes("reprovip score")) {
    expect(codes(job.retry).includes(75) && job.retry.max === 2, `${name} is not retried after 75`);
    expect(codes(job.retry).length === 1, `${name} is retried after other exit codes`);
    // Without `when`, GitLab retries whatever has failed.
    expect([job.retry?.when ?? "always"].flat().every((why) => /^(runner_system_failure|stuck_or_timeout_failure)$/.test(why)),
      `${name} is retried after a verdict`);
    const caches = [job.cache].flat();
    expect(caches.some((cache) => cache?.when === "always")
      && caches.every((cache) => cache?.when === "always" || cache?.policy === "pull"), `${name} does not keep its store when it fails`);
  }
  if (is_judge) {
    expect(codes(job.allow_failure).includes(5), `${name} fails when it is inconclusive`);
    expect(![1, 2, 3, 70, 75].some((code) => codes(job.allow_failure).includes(code)), `${name} lets failures pass`);
    expect(job.artifacts.when === "always", `${name} leaves nothing when it fails`);
  }
}

// "many-shard: [1/4]" has a folder of its own, whose name begins as the job's does.
const folders = artifacts ? fs.readdirSync(artifacts) : [];
const matches = (folder, pattern) => {
  const [first, ...rest] = pattern.split("/");
  if (first === undefined || first === "") return true;
  const names = first === "*" ? fs.readdirSync(folder) : [first];
  return names.some((name) => fs.existsSync(path.join(folder, name)) && matches(path.join(folder, name), rest.join("/")));
};
for (const [name, job] of artifacts ? jobs : []) {
  for (const [kind, files] of Object.entries(job.artifacts?.reports ?? {})) {
    const mine = folders.filter((folder) => folder === name || (folder.startsWith(name) && !/^[-\w]/.test(folder.slice(name.length)))
      || (job.parallel && folder.startsWith(name + "Oi")));
    expect(mine.length > 0, `${name} left no artifacts`);
    for (const folder of mine) {
      for (const file of [files].flat()) {
        expect(matches(path.join(artifacts, folder), file), `${folder}: no ${file}, which reports:${kind} names`);
      }
    }
  }
}
for (const problem of problems) console.log(problem);
process.exit(problems.length > 0 ? 1 : 0);
