#include "output.hpp"

#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace mrs_simulate {

namespace {

template <class... Numbers>
std::string print(const char* format, Numbers... numbers) {
  char text[160];
  std::snprintf(text, sizeof text, format, numbers...);
  return text;
}

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) {
    throw std::runtime_error("\"" + path.string() + "\" cannot be written");
  }
}

} // namespace

void write_signal(const std::filesystem::path& path, const Signal& first, const Signal* second) {
  std::string text;
  for (std::size_t i = 0; i < first.size(); ++i) {
    text += print("%16.7e%16.7e", first[i].real(), first[i].imag());
    if (second != nullptr) {
      text += print("%16.7e%16.7e", (*second)[i].real(), (*second)[i].imag());
    }
    text += '\n';
  }
  write(path, text);
}

void write_parameters(const std::filesystem::path& path, const std::vector<Component>& basis) {
  std::string text = "#! Basis Spectra\n";
  for (const auto& component : basis) {
    const char* const kind = &component == &basis.back() ? "macro" : "met";
    text += std::string(kind) + "=./" + component.name + ".txt " + component.name + " 1 0\n";
  }
  text += "#! Metabolite fitting constraints\n";
  for (const auto& component : basis) {
    if (!component.moves_with.empty()) {
      text += "rel= " + component.name + ' ' + component.moves_with + " frequency_shift\n";
    }
  }
  text += "#! Fitting parameters\n"
          "choiceDamping=true\n"
          "lineshape=Lorentzian\n"
          "backsel=0\n"
          "nbTrunc=0\n"
          "nbIteration=1\n"
          "estim_phi0=Fixed\n"
          "init_phi0=0\n"
          "ExtraDampinglow/upp=0 40\n"
          "FrequencyShiftlow/upp=-4 4\n"
          "SaveTXT2=y\n"
          "lastPoint=1024\n"
          "nbTest=5\n";
  write(path, text);
}

void write_truth(const std::filesystem::path& path, const std::vector<Component>& basis,
                 const std::vector<Subject>& subjects) {
  std::string text = "subject,name,amplitude,damping,shift,noise_sd\n";
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    for (std::size_t j = 0; j < basis.size(); ++j) {
      const auto& [amplitude, damping, shift] = subjects[i].truth[j];
      text += subject_name(i) + ',' + basis[j].name +
              print(",%.17g,%.17g,%.17g,%.17g\n", amplitude, damping, shift, subjects[i].noise);
    }
  }
  write(path, text);
}

void write_amplitudes(const std::filesystem::path& path, const std::vector<Component>& basis,
                      const Subject& subject) {
  std::string text = "name,amplitude\n";
  for (std::size_t i = 0; i < basis.size(); ++i) {
    text += basis[i].name + print(",%.17g\n", subject.truth[i].amplitude);
  }
  write(path, text);
}

std::string subject_name(std::size_t index) {
  return print("sub%02zu", index + 1);
}

} // namespace mrs_simulate
