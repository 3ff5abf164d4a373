#include "harness/protocol/declaration.hpp"
#include "harness/protocol/output_keys.hpp"

#include <memory>
#include <utility>

namespace reprovip::protocol {

Key output_keys(bool path_required) {
  auto path = text("path", "path below the execution's own directory; may be a glob, and use `{subject}`, "
                           "`{param.ID}`, `{input.ID.stem}`")
                  .filled();
  path.required = path_required;
  Table content;
  content.keys = {
      std::move(path),
      text("member",
           "what to take out of the archive (tar, zip, compressed or not) at `path`: a name, or a pattern; "
           "placeholders as in `path`")
          .filled(),
      text("read", "reader").from(Words::readers).with_default("told from the file name"),
      text("kind", "a file (or files, by a glob) or a directory")
          .one_of({"file", "directory"})
          .with_default("\"file\""),
      value("optional", k_boolean, "whether it may be missing").with_default("false"),
      list("ignore", k_text, "named normalisers, beyond the format's own").from(Words::normalisers),
      text("keep", "what the store keeps: its bytes, or its digest only")
          .one_of({"bytes", "digest"})
          .with_default("\"bytes\""),
      table_of("options", value("OPTION", k_scalar, "its value"), "options of the reader"),
      text("description", "what it is"),
  };
  return table("ID", std::move(content), "an output");
}

namespace {

Key input() {
  Table content;
  content.keys = {
      text("type", "what it is").one_of({"file", "directory"}).with_default("\"file\""),
      value("optional", k_boolean, "whether it may be left out").with_default("false"),
      value("list", k_boolean, "whether it is several files").with_default("false"),
      text("description", "what it is"),
  };
  return table("ID", std::move(content), "an input");
}

Key param() {
  auto choices = list("choices", k_scalar, "the values it may have").filled();
  Table content;
  content.keys = {
      text("type", "what it is")
          .one_of({"string", "integer", "number", "boolean"})
          .with_default("\"string\""),
      value("default", k_scalar, "its value when the protocol says none"),
      value("optional", k_boolean, "whether it may have no value").with_default("false"),
      std::move(choices),
      value("minimum", k_number, "smallest value"),
      value("maximum", k_number, "largest value"),
      text("description", "what it is"),
  };
  return table("ID", std::move(content), "a parameter");
}

Key build() {
  Table variables;
  variables.any = std::make_shared<const Key>(value("VARIABLE", k_scalar, "its value when building"));
  auto variants = table_of(
      "variants", table("NAME", std::move(variables), "variables of the build: `CXX`, `CXXFLAGS` ..."),
      "ways to build it: levels of the factor `build`");
  variants.required = true;
  Table content;
  content.keys = {
      list("command", k_text,
           "the argv that builds, run once per variant with `PATH` and the variant's variables; it leaves in "
           "`{out}` what the application's command calls as `{build}/PROGRAM`; `{app}` is the application's "
           "folder")
          .filled()
          .must(),
      list("sources", k_text, "files and folders below `{app}`, or globs, that the result depends on")
          .filled()
          .must(),
      text("default", "the variant without a factor `build`; may be left out when there is one only")
          .filled(),
      std::move(variants),
  };
  return table("build", std::move(content), "how its programs are built");
}

Table make_application_keys() {
  Table seed;
  seed.keys = {text("env", "the variable that takes the seed").filled(),
               text("arg", "an argument with `{seed}`, appended to the command").filled()};
  seed.alternatives = {{"env"}, {"arg"}};
  Table container;
  container.keys = {text("recipe", "a Containerfile").filled(),
                    text("image", "a ready image's reference").filled()};
  Table guix;
  guix.keys = {text("channels", "channels file").filled(), text("manifest", "manifest file").filled()};
  Table env;
  env.keys = {
      table_of("set", value("VARIABLE", k_scalar, "its value"), "variables that the application needs")};

  Table table;
  table.keys = {
      value("schema", k_integer, "version of this file format").at_least(1).with_default("1"),
      text("name", "the application's name").as(Form::id).must(),
      value("version", k_text | k_number, "recorded, never part of a test's identity"),
      text("description", "what it does"),
      list("command", k_text,
           "the argv, never a shell line; `{input.ID}`, `{param.ID}`, `{out}`, `{app}`, `{build}`, "
           "`{subject}`, `{threads}`, `{seed}` are filled in")
          .filled()
          .must(),
      list("programs", k_text,
           "other programs that the command's script runs; their bytes belong to what is "
           "tested, as the command's own"),
      table_of("inputs", input(), "files it reads"),
      table_of("params", param(), "parameters"),
      table_of("outputs", output_keys(true), "files it writes"),
      protocol::table("seed", std::move(seed), "how a random seed is passed, if it can be"),
      protocol::table("env", std::move(env), "its environment"),
      build(),
      protocol::table("container", std::move(container), "how its container is made"),
      protocol::table("guix", std::move(guix), "how Guix deploys it"),
  };
  return table;
}

} // namespace

const Table& application_keys() {
  static const Table k_keys = make_application_keys();
  return k_keys;
}

} // namespace reprovip::protocol
