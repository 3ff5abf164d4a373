"""Boutiques' command line of an invocation, in a small form: what the pipelines of these tests use."""
import re
import shlex
import struct


def as_float32(text):
    """How a worker gets a Number that is not an integer: through a float of 32 bits, which 5 leaves as 5.0."""
    single = struct.unpack("f", struct.pack("f", float(text)))[0]
    for digits in range(1, 10):
        short = float(f"{single:.{digits}g}")
        if struct.unpack("f", struct.pack("f", short))[0] == single:
            return short
    return single


def converted(declared, text):
    """A value as VIP stores it (text) -> as the invocation has it."""
    if declared["type"] == "Number":
        return int(text) if declared.get("integer") else as_float32(text)
    if declared["type"] == "Flag":
        return text.lower() == "true"
    return text


def shown(declared, value):
    flag = declared.get("command-line-flag", "")
    if declared["type"] == "Flag":
        return flag if value else ""
    text = shlex.quote(value) if declared["type"] in ("String", "File") else str(value)
    return flag + declared.get("command-line-flag-separator", " ") + text if flag else text


def output_path(output, inputs, values):
    path = output["path-template"]
    for declared in inputs:
        key = declared.get("value-key")
        if key and key in path and declared["id"] in values:
            text = str(values[declared["id"]])
            for ending in output.get("path-template-stripped-extensions", []):
                text = text.replace(ending, "")
            path = path.replace(key, text)
    return path


def command_line(descriptor, values):
    """(command line, {output id: path}) for the values of one job; a File is its base name already."""
    line = descriptor["command-line"]
    inputs = descriptor["inputs"]
    for declared in inputs:
        key = declared.get("value-key")
        if key:
            text = shown(declared, values[declared["id"]]) if declared["id"] in values else ""
            # A space goes with what is absent.
            line = line.replace(key, text) if text else re.sub(" ?" + re.escape(key), "", line)
    outputs = {}
    for output in descriptor.get("output-files", []):
        path = outputs[output["id"]] = output_path(output, inputs, values)
        if output.get("value-key"):
            line = line.replace(output["value-key"], shown({**output, "type": "File"}, path))
    return line, outputs
