"""One job of an execution: what a worker node does. It really runs the pipeline's command line, without a container."""
import glob
import os
import pathlib
import posixpath
import shutil
import signal
import subprocess
import time

from substitution import command_line, converted

EXIT = {0: "Execution successful", 20: "Girder client error", 30: "Error uploading results", 32: "Result file exists",
        40: "Error downloading inputs", 50: "Execution failed", 60: "Token error", -1: "Undefined"}
INFRASTRUCTURE = (20, 30, 40, 60)


class Job:
    def __init__(self, number, values):
        self.number = number
        self.values = values  # {input id: text}
        self.status = "SUCCESSFULLY_SUBMITTED"
        self.exit_code = -1
        self.returned = {}  # {output id: [paths]}
        self.folder = None
        self.process = None

    def shown(self):
        message = EXIT.get(self.exit_code, f"Exit code {self.exit_code}")
        return {"status": self.status, "exitCode": self.exit_code, "exitMessage": message}

    def log(self, name):
        """Only the section of the application: nothing of the worker's own logs."""
        file = self.folder and self.folder / name
        return file.read_text(encoding="utf-8", errors="replace") if file and file.exists() else None

    def kill(self):
        if self.process and self.process.poll() is None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def end(self, exit_code, status=None):
        self.exit_code = exit_code
        self.status = status or ("COMPLETED" if exit_code == 0 else "ERROR")

    def run(self, execution, descriptor, world, paths):
        """Downloads inputs by base name, runs, uploads outputs."""
        self.status = "RUNNING"
        self.folder = world.state / "work" / execution.identifier / str(self.number)
        work = self.folder / "exec"
        work.mkdir(parents=True)
        declared = {one["id"]: one for one in descriptor["inputs"]}
        values = {}
        for name, text in self.values.items():
            if declared[name]["type"] == "File":
                found = paths.top / text.strip("/")
                if not found.is_file():
                    return self.end(40)
                text = posixpath.basename(text)
                shutil.copyfile(found, work / text)
                (work / text).chmod(0o755)
            values[name] = converted(declared[name], text)
        status = self.tool(execution, descriptor, values, work, world)
        forced = next((code for text, code in world["job_exit"].items() if text in execution.name), None)
        if execution.killed:
            return self.end(-1, "CANCELLED")
        if forced is not None:
            return self.end(forced)
        if world.hit("job_infrastructure", f"{execution.name} {self.number}"):
            code = INFRASTRUCTURE[world["seed"] % len(INFRASTRUCTURE)]
            world.event("job infrastructure", execution=execution.identifier, job=self.number, exit=code)
            return self.end(code)
        if status != 0:
            return self.end(50)
        return self.end(self.upload(execution, descriptor, values, work, paths))

    def tool(self, execution, descriptor, values, work, world):
        line, _ = command_line(descriptor, values)
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(work), "LC_ALL": "C"}
        environment.update({one["name"]: one["value"] for one in descriptor.get("environment-variables", [])})
        started = time.monotonic()
        with open(self.folder / "out", "wb") as out, open(self.folder / "err", "wb") as err:
            self.process = subprocess.Popen(["sh", "-c", line], cwd=work, stdout=out, stderr=err,
                                            stdin=subprocess.DEVNULL, env=environment, start_new_session=True)
            if execution.killed:
                self.kill()
            status = self.process.wait()
        while not execution.killed and time.monotonic() - started < world["run_s"]:
            time.sleep(0.005)
        return status

    def upload(self, execution, descriptor, values, work, paths):
        _, outputs = command_line(descriptor, values)
        optional = {one["id"]: one for one in descriptor.get("output-files", [])}
        for name, pattern in outputs.items():
            is_list = optional[name].get("list", False)
            files = sorted(glob.glob(str(work / pattern))) if is_list else [str(work / pattern)]
            for file in map(pathlib.Path, files):
                if not file.exists():
                    continue
                target = posixpath.join(execution.results, file.name)
                with paths.world.lock:
                    real = paths.real(target)
                    if real.exists():
                        return 32
                    real.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, real)
                self.returned.setdefault(name, []).append(target)
        return 0
