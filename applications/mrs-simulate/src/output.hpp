// The files of a cohort; formats: the ISMRM fitting challenge's text, cQUEST's parameter file.
#pragma once

#include "cohort.hpp"
#include <filesystem>

namespace mrs_simulate {

// One line per point: real and imaginary part, then those of `second` when there is one; %16.7e each.
// Throws std::runtime_error when it cannot be written; so do the others.
void write_signal(const std::filesystem::path& path, const Signal& first, const Signal* second = nullptr);

// What to fit with: all components of the basis, one damping for the metabolites.
void write_parameters(const std::filesystem::path& path, const std::vector<Component>& basis);

// subject,name,amplitude,damping,shift,noise_sd: every digit; mmol/l, 1/s, Hz.
void write_truth(const std::filesystem::path& path, const std::vector<Component>& basis,
                 const std::vector<Subject>& subjects);

// name,amplitude: of one subject.
void write_amplitudes(const std::filesystem::path& path, const std::vector<Component>& basis,
                      const Subject& subject);

// "sub01" ...
std::string subject_name(std::size_t index);

} // namespace mrs_simulate
