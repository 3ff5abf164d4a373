#include "tests/unit/protocol/files.hpp"

#include <gtest/gtest.h>

namespace reprovip::protocol {

namespace {

// One mistake made in the complete files: `from` becomes `to`.
struct Mistake {
  std::string about;
  std::string from;
  std::string to;
};

std::string shown(const std::string& about, const std::string& mistakes) {
  return "# " + about + "\n" + (mistakes.empty() ? "no mistake found\n" : mistakes) + "\n";
}

std::string in_protocol(const std::vector<Mistake>& mistakes) {
  std::string all;
  for (const auto& mistake : mistakes) {
    Folder folder;
    folder.write("seedless.toml", replaced(complete_application(), "[seed]\nenv = \"MRS_SEED\"\n", ""));
    folder.write("protocol.toml", replaced(complete_protocol(), mistake.from, mistake.to));
    all += shown(mistake.about, folder.mistakes());
  }
  return all;
}

std::string in_application(const std::vector<Mistake>& mistakes) {
  std::string all;
  for (const auto& mistake : mistakes) {
    Folder folder;
    folder.write("application.toml", replaced(complete_application(), mistake.from, mistake.to));
    const auto read = read_application(folder.path("application.toml"), small_vocabulary());
    all += shown(mistake.about, read ? "" : folder.plain(read.error()));
  }
  return all;
}

} // namespace

TEST(Mistakes, OfKeysAndTypes) {
  EXPECT_EQ(
      test::differs_from_golden(
          "protocol/keys.txt",
          in_protocol({{"unknown key at the top", "[subjects]", "[subject]"},
                       {"unknown key in a table", "order_seed =", "order_sed ="},
                       {"unknown key with nothing near", "max_fail = 5", "patience = 5"},
                       {"unknown key in a list of tables", "rows    =", "row     ="},
                       {"missing key", "require = \"pass\"", ""},
                       {"wrong type", "count      = 10", "count = \"10\""},
                       {"number for text", "name        = \"mrs-reproducibility\"", "name = 5"},
                       {"text for a list", "pass = [\"LANG\"]", "pass = \"LANG\""},
                       {"wrong item", "exclude = [\"sub-07\"]", "exclude = [\"sub-07\", 8]"},
                       {"bad choice", "\"interleaved\"", "\"interleave\""},
                       {"bad choice with nothing near", "severity = \"info\"\n\n", "severity = \"red\"\n\n"},
                       {"too small", "count      = 10", "count = 0"},
                       {"empty text", "basis  = \"data/basis.zip\"", "basis = \"\""},
                       {"empty list", "threads = [1, 4]", "threads = []"},
                       {"a table for a value", "seed_base  = 7", "seed_base = { x = 1 }"},
                       {"a date for text", "\"Is the quantification reproducible enough?\"", "2022-10-10"},
                       {"not finite", "jobs     = 2", "jobs = inf"},
                       {"schema of a later version", "schema      = 1", "schema = 2"},
                       {"bad id", "\"mrs-reproducibility\"", "\"mrs reproducibility\""}})),
      "");
}

TEST(Mistakes, OfUnits) {
  EXPECT_EQ(
      test::differs_from_golden(
          "protocol/units.txt",
          in_protocol({{"memory without unit", "\"4GiB\"", "\"4\""},
                       {"memory as a number", "\"4GiB\"", "4"},
                       {"unknown unit", "\"1MiB\"", "\"1 MBit\""},
                       {"timeout without unit", "\"30min\"", "\"30\""},
                       {"timeout as a number", "{ hard = \"30min\", grace = \"5s\" }", "30"},
                       {"timeout as text without unit", "{ hard = \"30min\", grace = \"5s\" }", "\"30\""},
                       {"cpus", "\"{threads}\"", "\"{thread}\""},
                       {"no cpus", "\"{threads}\"", "0"}})),
      "");
}

TEST(Mistakes, OfSubjectsInputsAndParameters) {
  EXPECT_EQ(
      test::differs_from_golden(
          "protocol/bindings.txt",
          in_protocol(
              {{"two kinds of subjects", "only    =", "list = [\"a\"]\nonly    ="},
               {"no subjects", "glob    = \"data/signals/*.mrui\"\n", ""},
               {"no star", "\"data/signals/*.mrui\"", "\"data/signals/a.mrui\""},
               {"repeated subject", "glob    = \"data/signals/*.mrui\"", "list = [\"a\", \"b\", \"a\"]"},
               {"unknown input", "basis  =", "bases  ="},
               {"a list for one path", "\"data/basis.zip\"", "[\"a\", \"b\"]"},
               {"unknown placeholder", "\"data/signals/{subject}.mrui\"", "\"data/{subjet}.mrui\""},
               {"column without table", "\"data/basis.zip\"", "\"data/{column.basis}\""},
               {"unknown parameter", "verbose   = true", "verbosity = true"},
               {"parameter of the wrong type", "verbose   = true", "verbose = \"true\""},
               {"parameter out of range", "verbose   = true", "starts = 2000"},
               {"parameter that is a factor", "verbose   = true", "model = \"voigt\""},
               {"truth of no output", "truth/{subject}.csv\"", "truth/{subject}.csv\"\nfitt = \"x\""},
               {"seed that nobody takes", "application = \"application.toml\"",
                "application = \"seedless.toml\""}})),
      "");
}

TEST(Mistakes, OfFactorsAndDesign) {
  EXPECT_EQ(
      test::differs_from_golden(
          "protocol/factors.txt",
          in_protocol(
              {{"unknown factor", "starts  = [5, 20]", "strats = [5, 20]"},
               {"unknown factor with nothing near", "starts  = [5, 20]", "weather = [1]"},
               {"unknown engine", "[\"docker\", \"guix\"]", "[\"dockr\", \"guix\"]"},
               {"unknown engine's settings", "[engine.docker]", "[engine.doker]"},
               {"no number of threads", "threads = [1, 4]", "threads = [0, \"4\"]"},
               {"level of the wrong type", "starts  = [5, 20]", "starts = [5, 20.5]"},
               {"level that is no choice", "model   = \"voigt\"", "model = \"voight\""},
               {"repeated level", "starts  = [5, 20]", "starts = [5, 5]"},
               {"unknown level of an own factor", "fma     = [\"on\", \"off\"]", "fma = [\"on\", \"of\"]"},
               {"no source", "source = \"machine\"\n", ""},
               {"bad source", "source = \"machine\"", "source = \"machines\""},
               {"sets nothing", "env    = \"GLIBC_TUNABLES\"\n", ""},
               {"sets two things", "env    = \"GLIBC_TUNABLES\"", "env = \"A\"\narg = \"--x={level}\""},
               {"no variable", "\"GLIBC_TUNABLES\"", "\"GLIBC TUNABLES\""},
               {"template without level", "mrs:{level}", "mrs:latest"},
               {"unknown placeholder", "--mode={level}", "--mode={levle}"},
               {"builtin as own", "[factor.fast]", "[factor.engine]"},
               {"exclude of no factor", "threads = 4 }", "thread = 4 }"},
               {"exclude of no level", "threads = 4 }", "threads = 3 }"},
               {"exclude everything", "{ engine = \"guix\", threads = 4 }", "{}"},
               {"reference of no level", "reference = { engine = \"docker\"",
                "reference = { engine = \"dcoker\""}})),
      "");
}

TEST(Mistakes, OfMetricsAndCriteria) {
  EXPECT_EQ(
      test::differs_from_golden(
          "protocol/criteria.txt",
          in_protocol(
              {{"unknown metric", "kind    = \"nu\"", "kind = \"mu\""},
               {"unknown option", "margin =", "margins ="},
               {"option of the wrong type", "margin = \"0.1 sd(subjects)\"", "margin = true"},
               {"option of another metric", "labels = [1, 2]", "margin = 1"},
               {"unknown output", "on     = \"fit\"", "on = \"fitt\""},
               {"unknown output of a column", "on      = \"amplitudes.Amplitude\"", "on = \"amplitude.A\""},
               {"unknown reader", "read = \"table\"", "read = \"tabel\""},
               {"unknown option of a reader", "separator", "seperator"},
               {"unknown normaliser", "ignore = [\"paths\"]", "ignore = [\"pathes\"]"},
               {"new output without path", "path = \"extra/*.csv\"\n", ""},
               {"output above the directory", "extra/*.csv", "../extra.csv"},
               {"unknown launcher", "launcher = \"local\"", "launcher = \"locl\""},
               {"per what", "per     = \"environment\"", "per = \"environments\""},
               {"across no factor", "across = \"engine\"", "across = \"engines\""},
               {"against and across", "across = \"engine\"", "across = \"engine\"\nagainst = \"truth\""},
               {"against nothing", "labels = [1, 2]", "labels = [1, 2]\nagainst = \"truth\""},
               {"against what", "labels = [1, 2]", "against = \"truths\""},
               {"criterion on no output", "on       = \"amplitudes\"", "on = \"amplitude\""},
               {"criterion on a column", "on       = \"amplitudes\"", "on = \"amplitudes.Amplitude\""},
               {"criterion of no metric", "metric  = \"nu\"", "metric = \"mu\""},
               {"criterion about nothing", "metric  = \"nu\"", ""},
               {"criterion about both", "metric  = \"nu\"", "metric = \"nu\"\non = \"fit\""},
               {"unknown adjustment", "\"holm\"", "\"holms\""},
               {"adjusts nothing", "p < 0.05", "pass"},
               {"adjusts classes", "severity = \"info\"\n\n", "adjust = \"bh\"\n\n"},
               {"repeated id", "id      = \"retest\"", "id = \"bitwise\""},
               {"repeated metric", "id     = \"equivalence\"", "id = \"nu\""}})),
      "");
}

TEST(Mistakes, OfExpressions) {
  EXPECT_EQ(
      test::differs_from_golden(
          "protocol/expressions.txt",
          in_protocol(
              {{"syntax", "nu <= 0.10 and", "nu <= 0.10 &&"},
               {"unfinished", "upper(nu) < 20 %", "upper(nu) <"},
               {"unknown name", "classes == 1", "clases == 1"},
               {"unknown name after escapes", "\"nu <= 0.10 and", "\"\\u006eu <= 0.10 and mu < 1 and"},
               {"in single quotes", "\"classes == 1\"", "'classes = 1'"},
               {"field of another metric", "nu <= 0.10 and", "p <= 0.10 and"},
               {"a number alone", "\"nu <= 0.10 and upper(nu) < 20 %\"", "\"nu\""},
               {"a yes or no as a number", "\"pass\"", "\"pass < 1\""},
               {"logic of numbers", "nu <= 0.10 and", "nu and"},
               {"until without max", "min = 5, max = 30, until", "min = 5, until"},
               {"over several lines", "\"classes == 1\"", "\"\"\"\nclasses == 1 and\nclass == 2\"\"\""}})),
      "");
}

TEST(Mistakes, OfApplications) {
  EXPECT_EQ(test::differs_from_golden(
                "protocol/application.txt",
                in_application(
                    {{"no command", "command = [\"mrs-quantify\"", "comand = [\"mrs-quantify\""},
                     {"command line as text", "name    = \"mrs-quantify\"", "command = \"x\"\nname = \"x\""},
                     {"unknown placeholder", "{input.basis}", "{input.bases}"},
                     {"parameter by its bare name", "{param.starts}", "{starts}"},
                     {"default of the wrong type", "default = 20", "default = \"20\""},
                     {"default that is no choice", "default = \"lorentz\"", "default = \"gauss\""},
                     {"default out of range", "default = 20", "default = 0"},
                     {"range upside down", "maximum = 1000", "maximum = 0"},
                     {"choice of the wrong type", "[\"lorentz\", \"voigt\"]", "[\"lorentz\", 2]"},
                     {"output without path", "path = \"logs\"\n", ""},
                     {"absolute output", "path = \"logs\"", "path = \"/tmp/logs\""},
                     {"bad id", "[inputs.basis]", "[inputs.\"my basis\"]"},
                     {"parameter called threads", "[params.tolerance]", "[params.threads]"},
                     {"seed without a way", "env = \"MRS_SEED\"", ""},
                     {"seed in no argument", "env = \"MRS_SEED\"", "arg = \"--seed\""},
                     {"seed both ways", "env = \"MRS_SEED\"", "env = \"A\"\narg = \"--seed={seed}\""},
                     {"no variable", "MRS_HOME", "\"MRS-HOME\""}})),
            "");
}

TEST(Mistakes, AreAllShownTogether) {
  Folder folder;
  auto text = replaced(complete_protocol(), "order_seed =", "order_sed =");
  text = replaced(text, "threads = [1, 4]", "threads = [1, 0]");
  text = replaced(text, "\"classes == 1\"", "\"clases = 1\"");
  text = replaced(text, "\"4GiB\"", "\"4\"");
  text =
      replaced(text, "[profile.few]", "[profile.few]\nrepeat.cuont = 2\ncriterion.retest.severity = \"bad\"");
  folder.write("protocol.toml", text);
  folder.write("application.toml", replaced(complete_application(), "default = 20", "default = 0"));
  EXPECT_EQ(test::differs_from_golden("protocol/together.txt", folder.mistakes()), "");
}

} // namespace reprovip::protocol
