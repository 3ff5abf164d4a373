#pragma once

#include "harness/model/protocol.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip::model {

// A factor that a protocol may name in [factors] without declaring it. An own factor of that name
// ([factor.NAME] with an effect) and a parameter of the application come first.
struct BuiltinFactor {
  std::string name;
  Source source = Source::run;
  FactorEffect effect = FactorEffect::environment;
  std::string target; // as Factor::target
  std::string levels; // what a level is, for people
  std::string doc;
};

// The visible table: what `reprovip list factors` prints.
const std::vector<BuiltinFactor>& builtin_factors();
const BuiltinFactor* find_builtin_factor(std::string_view name); // null: there is none
std::vector<std::string> builtin_factor_names();

// What is wrong with this level, and what to write instead; "" = nothing. What takes the world to know (is
// the image there?) is not looked at.
std::string level_advice(const BuiltinFactor& factor, const Value& level);

// The level that sets nothing: "default" of a variable, "host" of `cpu`, "on" of `aslr`, ...: what happens
// without the factor. "" = every level sets something.
std::string_view neutral_level(const BuiltinFactor& factor);

// The variables that `threads` sets: of OpenMP, OpenBLAS, MKL, ITK, MRtrix3.
const std::vector<std::string>& thread_variables();

// The variables that hide CPU features from programs that choose their code at run time: of glibc's libm and
// libc, OpenBLAS, MKL, oneDNN and NumPy. `target` is "" for the levels of `cpu` ("host", "-avx512", "-fma",
// "-avx2", "-avx"), "hwcaps" for a mask of glibc's own ("-AVX2,-FMA").
std::map<std::string, std::string> cpu_variables(std::string_view target, std::string_view level);

} // namespace reprovip::model
