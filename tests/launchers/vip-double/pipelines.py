"""What VIP's pipelines are: Boutiques descriptors in a folder, read anew each time, so that a test may change them."""
import decimal
import json
import pathlib

from errors import (INVALID_PIPELINE_IDENTIFIER, PIPELINE_NOT_FOUND, WRONG_APPLICATION_DESCRIPTOR, Refused)


class Pipelines:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def descriptors(self):
        found = {}
        for file in sorted(self.folder.glob("*.json")):
            descriptor = json.loads(file.read_text(encoding="utf-8"))
            found[f"{descriptor['name']}/{descriptor['tool-version']}"] = descriptor
        return found

    def descriptor(self, identifier):
        if identifier.count("/") != 1:
            raise Refused(INVALID_PIPELINE_IDENTIFIER, identifier)
        found = self.descriptors()
        if identifier not in found:
            raise Refused(PIPELINE_NOT_FOUND, identifier)
        if "inputs" not in found[identifier]:
            raise Refused(WRONG_APPLICATION_DESCRIPTOR, identifier)
        return found[identifier]

    def list(self):
        """Neither descriptions nor parameters are filled in lists."""
        return [{**head(identifier), "description": None, "parameters": []} for identifier in self.descriptors()]

    def one(self, identifier):
        descriptor = self.descriptor(identifier)
        overridden = descriptor.get("custom", {}).get("vip:overriddenInputs", {})
        parameters = [parameter(one, False) for one in descriptor["inputs"] if one["id"] not in overridden]
        parameters += [parameter({**one, "type": "File"}, True) for one in descriptor.get("output-files", [])]
        return {**head(identifier), "description": descriptor.get("description"), "parameters": parameters}


def head(identifier):
    name, version = identifier.split("/")
    return {"identifier": identifier, "name": name, "version": version, "canExecute": True}


def text_of(value):
    """A value of JSON as VIP turns it to text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value and not 1e-3 <= abs(value) < 1e7:
            sign, digits, exponent = decimal.Decimal(repr(value)).normalize().as_tuple()
            rest = "".join(map(str, digits[1:])) or "0"
            return f"{'-' * sign}{digits[0]}.{rest}E{exponent + len(digits) - 1}"
        return repr(value)
    return str(value)


def parameter(declared, returned):
    """Of CARMIN's types VIP has two: File and String."""
    default = declared.get("default-value")
    return {"name": declared["id"], "type": "File" if declared["type"] == "File" else "String",
            "isOptional": bool(declared.get("optional", False)), "isReturnedValue": returned,
            "defaultValue": None if default is None else text_of(default),
            "description": declared.get("description", declared.get("name"))}
