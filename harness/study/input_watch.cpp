#include "harness/study/input_watch.hpp"

#include <sys/stat.h>

#include <filesystem>

namespace reprovip::study {

namespace {

std::string key_of(const sys::Path& file) {
  return std::filesystem::absolute(file).lexically_normal().string();
}

} // namespace

InputWatch::Stamp InputWatch::stamp_of(const sys::Path& file) {
  struct stat status = {};
  if (::stat(file.c_str(), &status) != 0) {
    return {-1, 0, 0};
  }
  return {status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

InputWatch::InputWatch(const model::Plan& plan) {
  for (const auto& subject : plan.resolved.subjects) {
    for (const auto& input : subject.inputs) {
      const auto key = key_of(input.host);
      if (!input.is_directory && !m_stamps.contains(key)) {
        m_stamps.emplace(key, stamp_of(input.host));
      }
    }
  }
}

std::string InputWatch::changed(const model::Invocation& invocation) const {
  for (const auto& input : invocation.inputs) {
    const auto known = m_stamps.find(key_of(input.host));
    if (known != m_stamps.end() && known->second != stamp_of(input.host)) {
      return input.id;
    }
  }
  return {};
}

} // namespace reprovip::study
