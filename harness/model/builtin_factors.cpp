#include "harness/model/builtin_factors.hpp"

#include "harness/base/format.hpp"
#include "harness/base/quantity.hpp"
#include "harness/base/suggest.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <sstream>

namespace reprovip::model {

namespace {

constexpr std::string_view k_default = "default";

// libm takes its FMA variants only where glibc sees both AVX2 and FMA. OpenBLAS, MKL, oneDNN and NumPy look
// at the CPU by themselves. x86-64.
struct CpuLevel {
  std::string_view name;
  std::string_view hidden;
  std::string_view openblas;
  std::string_view mkl;
  std::string_view onednn;
  std::string_view numpy;
};
constexpr std::string_view k_numpy_fma =
    "FMA3 AVX2 AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL";
constexpr std::array<CpuLevel, 5> k_cpu_levels = {
    {{"host", "", "", "", "", ""},
     {"-avx512", "AVX512F AVX512CD AVX512BW AVX512DQ AVX512VL", "Haswell", "AVX2", "AVX2",
      "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL"},
     {"-fma", "FMA FMA4", "Sandybridge", "AVX", "AVX", k_numpy_fma},
     {"-avx2", "AVX2 FMA FMA4 AVX512F AVX512CD AVX512BW AVX512DQ AVX512VL", "Sandybridge", "AVX", "AVX",
      k_numpy_fma},
     {"-avx", "AVX AVX2 FMA FMA4 AVX512F AVX512CD AVX512BW AVX512DQ AVX512VL", "Nehalem", "SSE4_2", "SSE41",
      "AVX F16C FMA3 AVX2 AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL"}}};

// Before glibc 2.33 what its functions ask for is called `AVX2_Usable`; names that it does not know are
// ignored.
std::string glibc_mask(std::string_view hidden) {
  std::string mask;
  std::istringstream names{std::string(hidden)};
  for (std::string name; names >> name;) {
    mask += format("{}-{},-{}_Usable", mask.empty() ? "" : ",", name, name);
  }
  return mask;
}

std::string one_of(const std::vector<std::string>& names, const std::string& text) {
  if (std::ranges::find(names, text) != names.end()) {
    return {};
  }
  const auto near = best_match(text, names);
  return near.empty() ? format("write one of: {}", fmt::join(names, ", "))
                      : format("did you mean \"{}\"?", near);
}

std::string whole_number(const std::string& text, std::string_view advice, std::size_t longest) {
  const bool digits =
      !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
  return digits && text.size() <= longest && text.find_first_not_of('0') != std::string::npos
             ? std::string{}
             : std::string(advice);
}

constexpr int k_most_cpus = 1024; // of a CPU set of the kernel's usual size

// "3", "0-1".
bool is_cpu_range(std::string_view text) {
  int from = 0;
  const auto* const end = text.data() + text.size();
  auto read = std::from_chars(text.data(), end, from);
  int to = from;
  if (read.ec == std::errc{} && read.ptr != end && *read.ptr == '-') {
    read = std::from_chars(read.ptr + 1, end, to);
  }
  return read.ec == std::errc{} && read.ptr == end && from >= 0 && from <= to && to < k_most_cpus;
}

// "0", "0-1,3".
std::string cpu_list(const std::string& text) {
  bool plain = !text.empty();
  for (std::size_t at = 0; plain && at <= text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    plain = is_cpu_range(std::string_view(text).substr(at, end - at));
    at = end + 1;
  }
  return plain || text == "all" ? std::string{} : "write \"all\", or numbers of CPUs: \"0\", \"0-1,3\"";
}

std::string octal(const std::string& text) {
  const bool plain =
      !text.empty() && text.size() <= 4 && text.find_first_not_of("01234567") == std::string::npos;
  return plain || text == k_default ? std::string{} : "write it in octal: \"022\", \"077\"";
}

std::string host_name(const std::string& text) {
  const bool plain = !text.empty() && text.size() <= 63 && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '.';
  });
  return plain ? std::string{} : "write letters, digits and \"-\"";
}

std::string absolute_path(const std::string& text) {
  const bool plain = text.size() > 1 && text.front() == '/' && text.find("..") == std::string::npos &&
                     text.find_first_of(":,\n") == std::string::npos;
  return plain || text == k_default ? std::string{}
                                    : "write an absolute path without \":\" and \",\", or \"default\"";
}

// A day that the calendar has, and a time of it.
bool is_time(const std::string& text) {
  constexpr std::string_view k_shape = "0000-00-00T00:00:00Z";
  const bool shaped =
      text.size() == k_shape.size() && std::ranges::equal(text, k_shape, [](char c, char shape) {
        return shape == '0' ? std::isdigit(static_cast<unsigned char>(c)) != 0 : c == shape;
      });
  const auto number = [&](std::size_t at, std::size_t digits) { return std::stoi(text.substr(at, digits)); };
  return shaped &&
         std::chrono::year_month_day(std::chrono::year(number(0, 4)),
                                     std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                     std::chrono::day(static_cast<unsigned>(number(8, 2))))
             .ok() &&
         number(11, 2) < 24 && number(14, 2) < 60 && number(17, 2) < 60;
}

bool is_shift(const std::string& text) {
  constexpr double k_most = 3e9; // s, a century
  if (text.size() < 2 || (text.front() != '+' && text.front() != '-')) {
    return false;
  }
  const auto shift = parse_duration(text.substr(1));
  return shift && shift->count() <= k_most;
}

std::string clock_level(const std::string& text) {
  return text == "now" || is_time(text) || is_shift(text)
             ? std::string{}
             : "write \"now\", a time (\"2038-01-19T03:14:08Z\") or a shift (\"+24h\", \"-30min\")";
}

std::string setting_advice(const std::string& setting, const std::string& text) {
  if (setting == "rounding") {
    return one_of({"nearest", "up", "down", "zero", "random"}, text);
  }
  if (setting == "aslr") {
    return one_of({"on", "off"}, text);
  }
  if (setting == "readdir") {
    return one_of({"default", "sorted", "reversed", "shuffled"}, text);
  }
  if (setting == "affinity") {
    return cpu_list(text);
  }
  if (setting == "umask") {
    return octal(text);
  }
  if (setting == "hostname") {
    return host_name(text);
  }
  if (setting == "workdir") {
    return absolute_path(text);
  }
  return clock_level(text);
}

std::vector<std::string> cpu_level_names() {
  std::vector<std::string> names;
  for (const auto& level : k_cpu_levels) {
    names.emplace_back(level.name);
  }
  return names;
}

std::vector<BuiltinFactor> make_table() {
  using enum FactorEffect;
  return {
      {"version", Source::software, application, "", "application files", "versions of the application"},
      {"build", Source::build, build, "", "variants of the application's [build]", "compiler and options"},
      {"suite", Source::os, suite, "", "bookworm, trixie ...",
       "`{suite}` in the engines' images and archives"},
      {"locale", Source::os, environment, "LC_ALL", "C.UTF-8, de_DE.UTF-8 ..., or default", "LC_ALL"},
      {"timezone", Source::os, environment, "TZ", "UTC, Europe/Paris ..., or default", "TZ"},
      {"umask", Source::os, setting, "umask", "022, 077 ..., or default", "permissions of new files"},
      {"hostname", Source::os, setting, "hostname", "a name, or default",
       "what the machine says it is called"},
      {"workdir", Source::os, setting, "workdir", "an absolute path, or default",
       "where the execution starts"},
      {"readdir", Source::os, setting, "readdir", "default, sorted, reversed, shuffled",
       "the order in which folders are listed"},
      {"clock", Source::os, setting, "clock", "now, a time, or a shift such as +24h",
       "the time of day that is seen"},
      {"cpu", Source::machine, cpu, "", "host, -avx512, -fma, -avx2, -avx",
       "hides CPU features from libm, OpenBLAS, MKL, oneDNN and NumPy"},
      {"machine", Source::machine, machine, "", "what the launcher calls them: nodes, clusters, hosts",
       "where it runs, with a launcher that can choose"},
      {"hwcaps", Source::machine, cpu, "hwcaps", "a mask such as -AVX2,-FMA, or default",
       "hides CPU features from glibc alone"},
      {"openblas_coretype", Source::machine, environment, "OPENBLAS_CORETYPE",
       "Haswell, Sandybridge ..., or default", "the code that OpenBLAS runs"},
      {"mkl_instructions", Source::machine, environment, "MKL_ENABLE_INSTRUCTIONS",
       "AVX512, AVX2, AVX, SSE4_2, or default", "the highest instructions that MKL uses"},
      {"onednn_isa", Source::machine, environment, "ONEDNN_MAX_CPU_ISA",
       "AVX512_CORE, AVX2, AVX, SSE41, or default", "the highest instructions that oneDNN uses"},
      {"engine", Source::deployment, engine, "", "see `reprovip list engines`",
       "how the application is deployed"},
      {"image", Source::deployment, image, "", "references of images",
       "the image, also one with Monte Carlo arithmetic"},
      {"seed", Source::run, seed, "", "whole numbers above 0", "the application's random seed"},
      {"threads", Source::run, threads, "", "whole numbers above 0",
       "OMP, OpenBLAS, MKL, ITK and MRtrix thread variables, and {threads}"},
      {"affinity", Source::run, setting, "affinity", "all, or CPUs: 0, 0-1", "the CPUs that may be used"},
      {"aslr", Source::run, setting, "aslr", "on, off", "random addresses"},
      {"rounding", Source::run, setting, "rounding", "nearest, up, down, zero, random",
       "the rounding mode of floating-point operations, per thread"},
  };
}

} // namespace

const std::vector<BuiltinFactor>& builtin_factors() {
  static const auto k_table = make_table();
  return k_table;
}

const BuiltinFactor* find_builtin_factor(std::string_view name) {
  const auto& table = builtin_factors();
  const auto found = std::ranges::find(table, name, &BuiltinFactor::name);
  return found == table.end() ? nullptr : &*found;
}

std::vector<std::string> builtin_factor_names() {
  std::vector<std::string> names;
  for (const auto& factor : builtin_factors()) {
    names.push_back(factor.name);
  }
  return names;
}

std::string level_advice(const BuiltinFactor& factor, const Value& level) {
  const auto text = to_text(level);
  switch (factor.effect) {
  case FactorEffect::threads:
    return whole_number(text, "write whole numbers from 1", 5);
  case FactorEffect::seed:
    return whole_number(text, "write whole numbers from 1", 18);
  case FactorEffect::cpu:
    return factor.target.empty() ? one_of(cpu_level_names(), text)
           : text == k_default || text.find_first_of("-+") == 0
               ? std::string{}
               : "write \"default\", or features to hide: \"-AVX2,-FMA\"";
  case FactorEffect::setting:
    return setting_advice(factor.target, text);
  default:
    return text.empty() ? "a level needs a name" : std::string{};
  }
}

std::string_view neutral_level(const BuiltinFactor& factor) {
  if (factor.effect == FactorEffect::environment || factor.target == "hwcaps") {
    return k_default;
  }
  if (factor.effect == FactorEffect::cpu) {
    return "host";
  }
  if (factor.effect != FactorEffect::setting) {
    return {};
  }
  return factor.target == "rounding"   ? "nearest"
         : factor.target == "aslr"     ? "on"
         : factor.target == "affinity" ? "all"
         : factor.target == "clock"    ? "now"
                                       : k_default;
}

const std::vector<std::string>& thread_variables() {
  static const std::vector<std::string> k_variables = {
      "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS",
      "MRTRIX_NTHREADS"};
  return k_variables;
}

std::map<std::string, std::string> cpu_variables(std::string_view target, std::string_view level) {
  constexpr std::string_view k_mask = "glibc.cpu.hwcaps=";
  std::map<std::string, std::string> variables;
  if (target == "hwcaps") {
    if (level != k_default) {
      variables["GLIBC_TUNABLES"] = format("{}{}", k_mask, level);
    }
    return variables;
  }
  const auto* const found = std::ranges::find(k_cpu_levels, level, &CpuLevel::name);
  if (found == k_cpu_levels.end() || found->hidden.empty()) {
    return variables;
  }
  variables["GLIBC_TUNABLES"] = format("{}{}", k_mask, glibc_mask(found->hidden));
  variables["OPENBLAS_CORETYPE"] = found->openblas;
  variables["MKL_ENABLE_INSTRUCTIONS"] = found->mkl;
  variables["ONEDNN_MAX_CPU_ISA"] = found->onednn;
  variables["NPY_DISABLE_CPU_FEATURES"] = found->numpy;
  return variables;
}

} // namespace reprovip::model
