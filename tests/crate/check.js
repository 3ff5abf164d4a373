// Is a folder a Workflow Run RO-Crate? Two independent programs, the library ro-crate's validator and the JSON-LD processor
// jsonld, and what the profiles Process Run Crate 0.5 and Workflow Run Crate 0.5 demand, written from their text.
// usage: node check.js NODE_MODULES CRATE-FOLDER
// A mistake a line; exit 1 when there is one. Nothing is fetched: a context is the copy that ro-crate carries (of version 1.2,
// which has every term of 1.1).
const crypto = require("crypto"), fs = require("fs"), path = require("path");
const [modules, folder] = process.argv.slice(2).map((name) => path.resolve(name));
const context = JSON.parse(fs.readFileSync(path.join(modules, "ro-crate/lib/context.json")));
const isContext = (url) => url === "https://w3id.org/ro/crate/1.1/context";
globalThis.fetch = async (url) => {
  if (!isContext(url)) throw new Error("not to be fetched: " + url);
  return { ok: true, json: async () => context };
};
const { Validator } = require(path.join(modules, "ro-crate/lib/validator.js"));
const jsonld = require(path.join(modules, "jsonld"));

const mistakes = [];
const demand = (holds, text) => { if (!holds) mistakes.push(text); };
const list = (value) => (value === undefined ? [] : [].concat(value));
const raw = fs.readFileSync(path.join(folder, "ro-crate-metadata.json"), "utf8");

async function validate() {
  const validator = new Validator();
  validator.parseJSON(raw);
  if (validator.crate) await validator.crate.resolveContext();
  await validator.validate();
  const names = fs.readdirSync(folder, { recursive: true });
  validator.checkFiles(Object.fromEntries(names.map((name) =>
    [name, { exists: true, inCrate: false, isDir: fs.lstatSync(path.join(folder, name)).isDirectory() }])));
  for (const result of validator.results) {
    demand(result.status !== "error", `ro-crate: ${result.message} ${result.entity || ""}`);
  }
  demand(validator.results.some((result) => result.id === "licenseRequired" && result.status === "success"),
    "ro-crate: the validator did not come to the licence");
}

// Safe mode: a term that the context does not know, and would be dropped, is an error.
async function expand() {
  const documentLoader = async (url) => {
    if (!isContext(url)) throw new Error("not to be loaded: " + url);
    return { contextUrl: null, documentUrl: url, document: context };
  };
  try {
    const expanded = await jsonld.expand(JSON.parse(raw), { documentLoader, safe: true, base: "https://example.org/crate/" });
    demand(expanded.some((one) => list(one["@type"]).includes("http://schema.org/CreateAction")), "jsonld: no CreateAction");
  } catch (error) {
    mistakes.push(`jsonld: ${error.message} ${JSON.stringify(error.details || {})}`);
  }
}

const isTime = (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text);

function checkAction(action, entities) {
  const id = action["@id"];
  const tools = list(action.instrument).map((one) => entities.get(one["@id"]));
  const kinds = ["SoftwareApplication", "SoftwareSourceCode", "ComputationalWorkflow"];
  demand(tools.length === 1 && tools[0] && list(tools[0]["@type"]).some((type) => kinds.includes(type)), `${id}: no instrument`);
  demand(action.name && action.description, `${id}: no name or description`);
  const imported = action.startTime === undefined && action.endTime === undefined;
  demand(imported || (isTime(action.startTime) && isTime(action.endTime) && action.startTime <= action.endTime), `${id}: times`);
  const status = action.actionStatus && action.actionStatus["@id"];
  const failed = status === "http://schema.org/FailedActionStatus";
  demand(failed || status === "http://schema.org/CompletedActionStatus", `${id}: status ${status}`);
  demand(failed === (action.error !== undefined), `${id}: an error goes with a failure, and only with one`);
  demand(failed || list(action.result).length > 0, `${id}: succeeded, and no result`);
  const data = ["File", "Dataset", "Collection", "CreativeWork", "PropertyValue"];
  for (const part of [...list(action.object), ...list(action.result), ...list(action.environment)]) {
    const entity = entities.get(part["@id"]);
    demand(entity && list(entity["@type"]).some((type) => data.includes(type)), `${id}: ${part["@id"]} is no data`);
  }
  for (const image of list(action.containerImage).map((one) => entities.get(one["@id"]))) {
    demand(image && image["@type"] === "ContainerImage" && image.additionalType && image.registry && image.name, `${id}: image`);
  }
}

function checkFile(file, parts) {
  const id = file["@id"];
  demand(parts.has(id), `${id}: not in hasPart`);
  if (!/^[a-z]+:/.test(id)) {
    const bytes = fs.readFileSync(path.join(folder, decodeURIComponent(id)));
    demand(String(bytes.length) === file.contentSize, `${id}: contentSize`);
    const digest = crypto.createHash("sha256").update(bytes).digest("hex");
    demand(file.sha256 === undefined || file.sha256 === digest, `${id}: sha256`);
  }
}

function checkShape() {
  const document = JSON.parse(raw);
  const entities = new Map(document["@graph"].map((one) => [one["@id"], one]));
  demand(entities.size === document["@graph"].length, "an @id stands twice");
  const ofType = (type) => document["@graph"].filter((one) => list(one["@type"]).includes(type));
  const root = entities.get("./") || {};
  const ids = (key) => new Set(list(root[key]).map((one) => one["@id"]));
  for (const profile of ["process/0.5", "workflow/0.5"]) {
    const entity = entities.get("https://w3id.org/ro/wfrun/" + profile);
    demand(entity && ids("conformsTo").has(entity["@id"]) && entity["@type"] === "CreativeWork", `root: profile ${profile}`);
  }
  const workflow = entities.get([...ids("mainEntity")][0]) || {};
  demand(list(workflow["@type"]).includes("ComputationalWorkflow") && workflow.programmingLanguage, "no main workflow");
  const actions = ofType("CreateAction");
  demand(actions.some((one) => one.instrument && one.instrument["@id"] === workflow["@id"]), "no run of the main workflow");
  demand(actions.length > 1, "no execution");
  for (const action of actions) {
    demand(ids("mentions").has(action["@id"]), `${action["@id"]}: not mentioned`);
    checkAction(action, entities);
  }
  for (const parameter of ofType("FormalParameter")) demand(parameter.additionalType && parameter.name, parameter["@id"]);
  for (const file of ofType("File")) checkFile(file, ids("hasPart"));
  const visit = (value) => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (value && typeof value === "object") {
      const id = value["@id"];
      demand(!id || entities.has(id) || /^https?:/.test(id), `${id} is named and not described`);
      Object.values(value).forEach(visit);
    }
  };
  visit(document["@graph"]);
  return actions.length;
}

(async () => {
  await validate();
  await expand();
  let actions = 0;
  try { actions = checkShape(); } catch (error) { mistakes.push(`shape: ${error.message}`); }
  console.log(mistakes.length ? mistakes.join("\n") : `a Workflow Run RO-Crate with ${actions} actions`);
  process.exit(mistakes.length ? 1 : 0);
})();
