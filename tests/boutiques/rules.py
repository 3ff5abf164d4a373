"""Boutiques' rules for command lines, said again in a few lines, to be compared with what reprovip makes.

From the schema 0.5 and from what localExec of boutiques 0.5.33 does. Files stand at in/ID/NAME; a path takes
a file's name alone. None of harness/plan is known here.
"""
import re
import shlex


class Refused(Exception):
    pass


def as_list(value):
    return value if isinstance(value, list) else [value]


def given(values, id_):
    return id_ in values and values[id_] is not False


def check(descriptor, values):
    """Refuses what the descriptor's rules forbid."""
    groups = descriptor.get("groups", [])
    members = {group["id"]: group["members"] for group in groups}
    def satisfied(id_):
        return any(given(values, m) for m in members[id_]) if id_ in members else given(values, id_)
    for one in descriptor["inputs"]:
        id_ = one["id"]
        if id_ not in values:
            if not one.get("optional") and one["type"] != "Flag":
                raise Refused(f"{id_} is required")
            continue
        count = len(as_list(values[id_]))
        if one.get("list") and not one.get("min-list-entries", 0) <= count <= one.get("max-list-entries", count):
            raise Refused(f"{id_} has {count} items")
        requires = list(one.get("requires-inputs", [])) if given(values, id_) else []
        disables = list(one.get("disables-inputs", [])) if given(values, id_) else []
        for value in as_list(values[id_]):
            requires += one.get("value-requires", {}).get(str(value), [])
            disables += one.get("value-disables", {}).get(str(value), [])
        if not all(satisfied(other) for other in requires) or any(given(values, other) for other in disables):
            raise Refused(f"{id_} requires or disables")
    for group in groups:
        count = sum(given(values, member) for member in group["members"])
        if (group.get("mutually-exclusive") and count > 1 or group.get("one-is-required") and not count
                or group.get("all-or-none") and 0 < count < len(group["members"])):
            raise Refused(group["id"])


def replace(text, descriptor, values, paths, what, stripped=()):
    """`what`: command, file or path."""
    everything = descriptor["inputs"] + descriptor.get("output-files", [])
    is_path = what == "path"
    for one in everything:
        key, id_ = one.get("value-key"), one["id"]
        if key is None:
            continue
        is_output = "type" not in one
        if id_ not in (paths if is_output else values):
            shared = [o for o in everything if o.get("value-key") == key and o["id"] in values]
            if shared:
                continue
            if what == "command":
                text = text.replace(" " + key if " " + key in text else key, "")
            elif what == "file" and key in text:
                return ""
            continue
        value = paths[id_] if is_output else values[id_]
        items = [str(item) for item in as_list(value)]
        if one.get("type") == "File" and is_path:
            items = [item.rsplit("/", 1)[-1] for item in items]
        if is_output or (not is_path and one["type"] in ("String", "File")):
            items = [shlex.quote(item) for item in items]
        if what == "command" and one.get("uses-absolute-path") and (is_output or one["type"] == "File"):
            items = [item if item.startswith("/") else '"$PWD"/' + item for item in items]
        new = one.get("list-separator", " ").join(items)
        if what == "command" and "command-line-flag" in one:
            flag = one["command-line-flag"]
            if one.get("type") == "Flag":
                new = "" if value is False else flag
            else:
                new = flag + one.get("command-line-flag-separator", " ") + new
        if one.get("type") in ("String", "File"):
            for extension in stripped:
                new = new.replace(extension, "")
        text = text.replace(key, new) if new else text.replace(" " + key, "")
    return text


def holds(condition, values, paths, ids):
    """Python's own reading of a condition, with the values in place of the ids."""
    if condition == "default":
        return True
    known = {**values, **paths}
    spaced = re.sub(r"(==|!=|<=|>=|<|>|\(|\))", r" \1 ", condition)
    words = []
    for word in spaced.split():
        if word in known:
            text = str(known[word])
            words.append(text if text.replace(".", "").replace("-", "").isdigit() else repr(text))
        elif word in ids:
            return False
        else:
            words.append(word)
    try:
        return bool(eval(" ".join(words), {"__builtins__": {}}))  # of texts made by these tests
    except TypeError as error:  # 1e-07 is text to Boutiques, and text has no order with numbers
        raise Refused(condition) from error


def stripped(output):
    return output.get("path-template-stripped-extensions", [])


def with_defaults(descriptor, given_values):
    defaults = {one["id"]: one["default-value"] for one in descriptor["inputs"] if "default-value" in one}
    return {**defaults, **given_values}


def invocation(descriptor, given_values):
    """(interpreter, command, {output: path}) or Refused."""
    values = with_defaults(descriptor, given_values)
    check(descriptor, values)
    outputs = descriptor.get("output-files", [])
    ids = [one["id"] for one in descriptor["inputs"] + outputs]
    paths = {}
    for _ in range(2):
        for output in outputs:
            if "path-template" in output:
                template = paths.get(output["id"], output["path-template"])
            else:
                choices = [choice.popitem() for choice in map(dict, output["conditional-path-template"])]
                template = next((path for condition, path in choices if holds(condition, values, paths, ids)), None)
                if template is None:
                    continue
            paths[output["id"]] = replace(template, descriptor, values, paths, "path", stripped(output))
    return descriptor.get("shell", "sh"), replace(descriptor["command-line"], descriptor, values, paths, "command"), paths


def files(descriptor, given_values, paths):
    """What the configuration files hold, by their paths."""
    values = with_defaults(descriptor, given_values)
    return {paths[output["id"]]: "\n".join(replace(line, descriptor, values, paths, "file", stripped(output))
                                           for line in output["file-template"])
            for output in descriptor.get("output-files", []) if "file-template" in output and output["id"] in paths}
