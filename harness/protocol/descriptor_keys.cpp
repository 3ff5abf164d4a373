#include "harness/protocol/declaration.hpp"

#include <utility>

namespace reprovip::protocol {

namespace {

// Boutiques keys explain themselves in Boutiques' own schema: no documentation is repeated here.
Key plain(std::string name) {
  return text(std::move(name), "");
}
Key flag(std::string name) {
  return value(std::move(name), k_boolean, "");
}
Key number(std::string name) {
  return value(std::move(name), k_number, "");
}
Key anything(std::string name) {
  auto key = value(std::move(name), k_anything, "");
  key.items = k_anything;
  return key;
}
Key object(std::string name) {
  return value(std::move(name), k_table, "");
}
Key texts(std::string name) {
  return list(std::move(name), k_text, "");
}

Key container() {
  Table content;
  content.keys = {plain("type").one_of({"docker", "singularity", "rootfs"}).must(),
                  plain("image").filled(),
                  plain("url").filled(),
                  plain("index"),
                  flag("entrypoint"),
                  texts("container-opts"),
                  plain("working-directory"),
                  plain("container-hash")};
  return table("container-image", std::move(content), "");
}

Key inputs() {
  Table content;
  content.keys = {plain("id").filled().must(),
                  plain("name").filled().must(),
                  plain("type").one_of({"String", "File", "Flag", "Number"}).must(),
                  plain("description"),
                  plain("value-key"),
                  flag("list"),
                  plain("list-separator"),
                  number("min-list-entries"),
                  number("max-list-entries"),
                  flag("optional"),
                  plain("command-line-flag"),
                  plain("command-line-flag-separator"),
                  texts("requires-inputs"),
                  texts("disables-inputs"),
                  anything("default-value"),
                  list("value-choices", k_text | k_number, "").filled(),
                  object("value-requires"),
                  object("value-disables"),
                  flag("integer"),
                  number("minimum"),
                  number("maximum"),
                  flag("exclusive-minimum"),
                  flag("exclusive-maximum"),
                  flag("uses-absolute-path")};
  return tables("inputs", std::move(content), "").filled().must();
}

Key outputs() {
  Table content;
  content.keys = {plain("id").filled().must(),
                  plain("name").filled().must(),
                  plain("description"),
                  plain("value-key"),
                  plain("path-template").filled(),
                  list("conditional-path-template", k_table, "").filled(),
                  texts("path-template-stripped-extensions"),
                  flag("list"),
                  flag("optional"),
                  plain("command-line-flag"),
                  plain("command-line-flag-separator"),
                  flag("uses-absolute-path"),
                  texts("file-template").filled()};
  content.alternatives = {{"path-template"}, {"conditional-path-template"}};
  return tables("output-files", std::move(content), "");
}

Key groups() {
  Table content;
  content.keys = {plain("id").filled().must(), plain("name").filled().must(), plain("description"),
                  texts("members").must(),     flag("mutually-exclusive"),    flag("one-is-required"),
                  flag("all-or-none")};
  return tables("groups", std::move(content), "");
}

Key tests() {
  Table content;
  content.keys = {plain("name").filled().must(), object("invocation").must(), object("assertions").must()};
  return tables("tests", std::move(content), "");
}

Key variables() {
  Table content;
  content.keys = {plain("name").filled().must(), plain("value").must(), plain("description")};
  return tables("environment-variables", std::move(content), "");
}

Table make_descriptor_keys() {
  Table table;
  table.keys = {plain("name").filled().must(),
                plain("tool-version").filled().must(),
                plain("description").filled().must(),
                plain("command-line").filled().must(),
                plain("schema-version").one_of({"0.5"}).must(),
                value("deprecated-by-doi", k_text | k_boolean, ""),
                plain("author"),
                plain("url"),
                plain("descriptor-url"),
                plain("doi"),
                plain("shell").filled(),
                plain("tool-doi"),
                container(),
                variables(),
                groups(),
                inputs(),
                tests(),
                texts("online-platform-urls"),
                outputs(),
                object("invocation-schema"),
                object("suggested-resources"),
                object("tags"),
                list("error-codes", k_table, ""),
                object("custom")};
  return table;
}

} // namespace

const Table& descriptor_keys() {
  static const Table k_keys = make_descriptor_keys();
  return k_keys;
}

} // namespace reprovip::protocol
