#include "harness/study/starter.hpp"

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/score/reader.hpp"

#include <algorithm>

namespace reprovip::study {

namespace {

// A basic string of TOML is one of JSON.
std::string quoted(const std::string& text) {
  return dump(Json(text));
}

std::string key_of(const std::string& id) {
  const auto is_bare = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return std::ranges::all_of(id, is_bare) && !id.empty() ? id : quoted(id);
}

std::string comment_of(const std::string& description) {
  std::string text = description.substr(0, description.find('\n'));
  constexpr std::size_t k_most = 80;
  return text.empty() ? "" : "   # " + (text.size() > k_most ? text.substr(0, k_most) + "..." : text);
}

bool takes_threads(const model::Application& application) {
  return std::ranges::any_of(application.command, [](const std::string& word) {
    return word.find("{threads}") != std::string::npos;
  });
}

std::string head(const model::Application& application, const std::string& path) {
  return format(
      "# Is {0} reproducible enough? What says FILL IN is for you; the rest can stay as it is.\n"
      "#   reprovip check protocol.toml --data .    what is still missing\n"
      "#   reprovip plan protocol.toml              every command that would run\n"
      "#   reprovip run protocol.toml               runs what is not in .reprovip/ yet, and judges\n"
      "schema      = 1\n"
      "application = {1}\n",
      application.name, quoted(path));
}

// A folder per subject, a file per input in it: the one layout that needs no knowledge of the names.
std::string subjects_and_inputs(const model::Application& application) {
  if (application.inputs.empty()) {
    return "\n# It takes no data: one subject, whose name says nothing.\n"
           "[subjects]\nlist = [\"only\"]\n";
  }
  std::string text =
      "\n# FILL IN: your data. Here a folder per subject; the star is the subject's name. A list of names "
      "(list = [...])\n# or a table (table = \"participants.tsv\") does as well. Ten subjects or more "
      "tell more than many repetitions.\n"
      "[subjects]\nglob = \"data/*\"\n\n"
      "# FILL IN: the files, below this one's folder. {subject} may be left out where all share one.\n"
      "[inputs]\n";
  for (const auto& input : application.inputs) {
    text += format("{}{} = {}{}\n", input.optional ? "# " : "", key_of(input.id),
                   quoted("data/{subject}/" + input.id), comment_of(input.description));
  }
  return text;
}

std::string value_text(const model::ParamDecl& param) {
  const auto value = param.fallback          ? param.fallback
                     : param.choices.empty() ? std::nullopt
                                             : std::optional(param.choices.front());
  return value ? dump(model::to_json(*value)) : "";
}

// What has no default is an error of `check` until it is there: better than a number that nobody chose.
std::string params(const model::Application& application) {
  if (application.params.empty()) {
    return "";
  }
  std::string text =
      "\n# Parameters that stay the same. Behind a #: as the application has it without.\n[params]\n";
  for (const auto& param : application.params) {
    const auto value = value_text(param);
    const bool is_asked = !param.optional && !param.fallback && value.empty();
    const bool is_set = !param.optional && !param.fallback && !value.empty();
    text += format("{}{} = {}{}{}\n", is_set ? "" : "# ", key_of(param.id), value,
                   is_asked        ? "FILL IN"
                   : value.empty() ? "..."
                                   : "",
                   comment_of(param.description));
  }
  return text;
}

std::string repeat(const model::Application& application) {
  auto text =
      std::string("\n# Each subject so often. Three show that something varies; five or more, by how much.\n"
                  "[repeat]\ncount = 3\n");
  if (application.seed) {
    text += "seed  = \"per-repetition\"   # another seed each time, the same ones when run again; \"fixed\": "
            "one for "
            "all;\n                           # \"none\": the application draws its own\n";
  }
  return text;
}

std::string factors(const model::Application& application) {
  std::string text =
      "\n# What else varies: every combination is run. `reprovip list factors` shows those that need "
      "nothing more.\n[factors]\n";
  std::string sections;
  const auto image = application.container ? application.container->image : "";
  if (!image.empty()) {
    text +=
        "engine  = \"docker\"        # FILL IN: where it runs; [\"docker\", \"apptainer\"] compares two\n";
    sections += format("\n[engine.docker]\nimage = {}\npull  = \"missing\"\n", quoted(image));
  } else {
    text += "engine  = \"native\"        # this machine; \"docker\", \"podman\", \"apptainer\", \"guix\" "
            "need [engine.*]\n";
  }
  if (takes_threads(application)) {
    text += "threads = [1, 2]          # does the number of threads change the result?\n";
    sections += "\n[resources]\ncpus = \"{threads}\"\n";
  }
  if (application.build && application.build->variants.size() > 1) {
    std::string names;
    for (const auto& [name, variables] : application.build->variants) {
      names += (names.empty() ? "" : ", ") + quoted(name);
    }
    text += format("# build = [{}]\n", names);
  }
  return text + sections;
}

// Of VIP only parameters and versions can be varied.
std::string vip_launcher(const model::Application& application) {
  return format(
      "\n# VIP runs it and chooses the machine; your key of VIP's API is in the variable VIP_API_KEY. What "
      "else "
      "varies:\n# parameters, and versions (a factor with `application`, a descriptor for "
      "each).\n[launcher]\n"
      "launcher = \"vip\"\n# pipeline = {}   # as VIP calls it\n# folder   = \"/vip/Home/reprovip\"   # "
      "yours on VIP, for inputs and results\n",
      quoted(application.name + "/" + application.version));
}

struct Fit {
  const char* reader;
  const char* metric;
  const char* require;
  const char* comment;
};
// By what reads the file: which number says how far two results are apart, and how far is too far.
constexpr Fit k_fits[] = {
    {"table", "nu", "nu <= 0.1",
     "variability between runs against that between subjects; 0.1 is small beside them"},
    {"quest", "nu", "nu <= 0.1",
     "variability between runs against that between subjects; 0.1 is small beside them"},
    {"labels", "dice", "dice >= 0.98", "overlap of the labels of two runs; 1 is the same"},
    {"image", "nrmse", "nrmse <= 0.001", "difference of two runs, in ranges of the image's values"},
    {"transform", "rms_deviation", "rms_deviation <= 0.1",
     "mm between where two runs move the head's points"},
};

const Fit* fit_of(const model::OutputDecl& output) {
  const auto reader = output.kind == model::OutputKind::directory ? std::string("bytes")
                      : !output.reader.empty()                    ? output.reader
                                                                  : score::reader_for(output.path);
  const auto* const found =
      std::ranges::find_if(k_fits, [&](const Fit& fit) { return fit.reader == reader; });
  return found == std::end(k_fits) ? nullptr : found;
}

std::string output_part(const model::OutputDecl& output) {
  const auto* const fit = fit_of(output);
  auto text = format(
      "\n# {}: {}{}\n[[criterion]]\nid       = {}\non       = {}\nrequire  = \"classes == 1\"\n", output.id,
      output.path,
      output.description.empty() ? "" : ": " + output.description.substr(0, output.description.find('\n')),
      quoted(output.id + "-identical"), quoted(output.id));
  if (fit == nullptr) {
    return text;
  }
  text += "severity = \"info\"         # told, but the next one decides\n";
  const auto id = output.id + "-" + fit->metric;
  text += format("[[metric]]                # {}\nid      = {}\nkind    = \"{}\"\non      = {}\n",
                 fit->comment, quoted(id), fit->metric, quoted(output.id));
  text +=
      format("[[criterion]]\nid      = {0}\nmetric  = {0}\nrequire = \"{1}\"\n", quoted(id), fit->require);
  return text;
}

} // namespace

std::string starter_protocol(const model::Application& application, const std::string& path, bool on_vip) {
  auto text = head(application, path) + subjects_and_inputs(application) + params(application) +
              repeat(application) + (on_vip ? vip_launcher(application) : factors(application));
  text += "\n# What is required. Same bits first (classes == 1); else, how much the results differ. "
          "`reprovip list "
          "metrics` has more.\n";
  for (const auto& output : application.outputs) {
    text += output_part(output);
  }
  return text + "\n# reprovip run protocol.toml --profile smoke: quick, judges "
                "little.\n[profile.smoke]\nrepeat.count = 2\n";
}

} // namespace reprovip::study
