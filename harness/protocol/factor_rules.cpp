#include "harness/protocol/factor_rules.hpp"

#include "harness/base/format.hpp"
#include "harness/base/placeholders.hpp"
#include "harness/protocol/templates.hpp"

#include <algorithm>
#include <array>

namespace reprovip::protocol {

namespace {

using model::FactorEffect;

const model::Factor* with_effect(const model::Protocol& protocol, FactorEffect effect) {
  const auto found = std::ranges::find(protocol.factors, effect, &model::Factor::effect);
  return found == protocol.factors.end() ? nullptr : &*found;
}

Mark mark_of(const Node& root, const model::Factor& factor) {
  const auto* factors = root.find("factors");
  const auto* member = factors ? factors->member(factor.name) : nullptr;
  return member ? member->at : root.at;
}

bool uses(const std::string& text, std::string_view name) {
  const auto names = placeholders_of(text);
  return std::ranges::find(names, name) != names.end();
}

// What decides which files and images the engine takes, from the protocol or the application.
std::vector<std::string> templates_of(const model::Protocol& protocol, const std::string& engine) {
  model::EngineConfig config;
  if (const auto known = protocol.engines.find(engine); known != protocol.engines.end()) {
    config = known->second;
  }
  std::vector<std::string> texts = {config.image, config.archive, config.channels, config.manifest,
                                    config.profile};
  const auto& application = protocol.application;
  if (application.container && config.image.empty() && config.archive.empty()) {
    texts.push_back(application.container->image);
  }
  if (application.guix && engine == "guix") {
    texts.insert(texts.end(), {application.guix->channels, application.guix->manifest});
  }
  return texts;
}

bool any_uses_suite(const model::Protocol& protocol) {
  std::vector<std::string> texts;
  for (const auto& factor : protocol.factors) {
    for (const auto& level : factor.levels) {
      const auto name = model::to_text(level.value);
      if (factor.effect == FactorEffect::image) {
        texts.push_back(name);
      } else if (factor.effect == FactorEffect::engine && name != "native") {
        const auto more = templates_of(protocol, name);
        texts.insert(texts.end(), more.begin(), more.end());
      }
    }
  }
  return std::ranges::any_of(texts, [](const auto& text) { return uses(text, "suite"); });
}

void check_engine_templates(const Node& root, bool has_suite, Diagnostics& diagnostics) {
  static constexpr std::array k_keys = {"image", "archive", "channels", "manifest", "profile"};
  for (const auto& engine : members_at(root, "engine")) {
    for (const auto* key : k_keys) {
      const auto* text = engine.value.find(key);
      if (!text || !text->is_text()) {
        continue;
      }
      if (!has_suite && uses(text->text, "suite")) {
        diagnostics.add(text->at, "no factor gives {suite}", "add suite = [\"bookworm\"] to [factors]");
      } else {
        check_template(*text, {"suite"}, diagnostics);
      }
    }
  }
}

// The others run the machine's own programs, or what a profile, a manifest or a descriptor says.
bool runs_images(const std::string& engine) {
  return engine != "native" && engine != "guix" && engine != "vip";
}

bool has_image(const model::Protocol& protocol, const std::string& engine) {
  const auto known = protocol.engines.find(engine);
  const bool own =
      known != protocol.engines.end() && !(known->second.image.empty() && known->second.archive.empty());
  return own || (protocol.application.container && !protocol.application.container->image.empty());
}

} // namespace

void check_seed(const Node& root, const Mark& whole, const model::Protocol& protocol,
                Diagnostics& diagnostics) {
  const auto& application = protocol.application;
  const bool uses_seed =
      std::ranges::any_of(application.command, [](const std::string& word) { return uses(word, "seed"); });
  const auto* repeat = root.find("repeat");
  const auto* seed = repeat ? repeat->find("seed") : nullptr;
  const auto* factor = with_effect(protocol, FactorEffect::seed);
  const bool gives_seed = protocol.repeat.seed != model::SeedPolicy::none;
  const auto takes_none = format("the application \"{}\" takes no seed", application.name);
  if (gives_seed && !uses_seed && !application.seed) {
    diagnostics.add(seed ? seed->at : whole, takes_none,
                    "add [seed] to the application, or write seed = \"none\"");
  } else if (factor && !uses_seed && !application.seed) {
    diagnostics.add(mark_of(root, *factor), takes_none,
                    "add [seed] to the application, or leave the factor out");
  } else if (factor && gives_seed) {
    diagnostics.add(seed ? seed->at : whole, format("factor \"{}\" gives the seed too", factor->name),
                    "keep one of [repeat] seed and the factor");
  } else if (uses_seed && !gives_seed && !factor) {
    diagnostics.add(seed ? seed->at : whole, "the command uses {seed}, and [repeat] gives none",
                    "write seed = \"fixed\" or \"per-repetition\" in [repeat]");
  }
}

void check_suite(const Node& root, const model::Protocol& protocol, Diagnostics& diagnostics) {
  const auto* factor = with_effect(protocol, FactorEffect::suite);
  check_engine_templates(root, factor != nullptr, diagnostics);
  // What other versions' files say is not known here.
  if (factor && !with_effect(protocol, FactorEffect::application) && !any_uses_suite(protocol)) {
    diagnostics.add(
        mark_of(root, *factor),
        format("factor \"{}\" changes nothing: no engine in use speaks of {{suite}}", factor->name),
        "write it where the image is named, as in [engine.docker] image = \"app:{suite}\"");
  }
}

void check_images(const Node& root, const model::Protocol& protocol, Diagnostics& diagnostics) {
  const auto* engines = with_effect(protocol, FactorEffect::engine);
  const auto* images = with_effect(protocol, FactorEffect::image);
  // What other versions' files say is not known here.
  if (!engines || with_effect(protocol, FactorEffect::application)) {
    return;
  }
  bool any = false;
  for (const auto& level : engines->levels) {
    const auto name = model::to_text(level.value);
    if (!runs_images(name)) {
      continue;
    }
    any = true;
    if (!images && !has_image(protocol, name)) {
      diagnostics.add(mark_of(root, *engines), format("engine \"{}\" has no image", name),
                      format("write image = \"...\" or archive = \"...\" in [engine.{}]", name));
    }
  }
  if (images && !any) {
    diagnostics.add(mark_of(root, *images),
                    format("factor \"{}\" changes nothing: no engine in use runs images", images->name),
                    "add engine = [\"docker\"] to [factors]");
  }
}

} // namespace reprovip::protocol
