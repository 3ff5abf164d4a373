#include "harness/protocol/declaration.hpp"

#include <array>
#include <utility>

namespace reprovip::protocol {

Key&& Key::with_default(std::string written) && {
  fallback = std::move(written);
  return std::move(*this);
}

Key&& Key::must() && {
  required = true;
  return std::move(*this);
}

Key&& Key::must_unless(std::string key) && {
  required = true;
  unless = std::move(key);
  return std::move(*this);
}

Key&& Key::filled() && {
  not_empty = true;
  return std::move(*this);
}

Key&& Key::one_of(std::vector<std::string> texts) && {
  choices = std::move(texts);
  return std::move(*this);
}

Key&& Key::as(Form written) && {
  form = written;
  return std::move(*this);
}

Key&& Key::from(Words vocabulary) && {
  words = vocabulary;
  return std::move(*this);
}

Key&& Key::at_least(double low) && {
  minimum = low;
  return std::move(*this);
}

Key&& Key::at_most(double high) && {
  maximum = high;
  return std::move(*this);
}

Key&& Key::short_for(std::string key) && {
  shorthand = std::move(key);
  return std::move(*this);
}

const Key* Table::find(std::string_view name) const {
  for (const auto& key : keys) {
    if (key.name == name) {
      return &key;
    }
  }
  return nullptr;
}

std::vector<std::string> Table::names() const {
  std::vector<std::string> all;
  for (const auto& key : keys) {
    all.push_back(key.name);
  }
  return all;
}

Key value(std::string name, Shapes shapes, std::string doc) {
  Key key;
  key.name = std::move(name);
  key.shapes = shapes;
  key.doc = std::move(doc);
  return key;
}

Key text(std::string name, std::string doc) {
  return value(std::move(name), k_text, std::move(doc));
}

Key list(std::string name, Shapes items, std::string doc) {
  auto key = value(std::move(name), k_list, std::move(doc));
  key.items = items;
  return key;
}

Key table(std::string name, Table content, std::string doc) {
  auto key = value(std::move(name), k_table, std::move(doc));
  key.table = std::make_shared<const Table>(std::move(content));
  return key;
}

Key tables(std::string name, Table content, std::string doc) {
  auto key = list(std::move(name), k_table, std::move(doc));
  key.table = std::make_shared<const Table>(std::move(content));
  return key;
}

Key table_of(std::string name, Key each, std::string doc) {
  Table content;
  content.any = std::make_shared<const Key>(std::move(each));
  return table(std::move(name), std::move(content), std::move(doc));
}

const std::vector<model::PluginDecl>* plugins_of(const model::Vocabulary& vocabulary, Words words) {
  switch (words) {
  case Words::none:
    return nullptr;
  case Words::engines:
    return &vocabulary.engines;
  case Words::launchers:
    return &vocabulary.launchers;
  case Words::metrics:
    return &vocabulary.metrics;
  case Words::readers:
    return &vocabulary.readers;
  case Words::normalisers:
    return &vocabulary.normalisers;
  }
  return nullptr;
}

std::string_view noun_of(Words words) {
  switch (words) {
  case Words::none:
    return "word";
  case Words::engines:
    return "engine";
  case Words::launchers:
    return "launcher";
  case Words::metrics:
    return "metric";
  case Words::readers:
    return "reader";
  case Words::normalisers:
    return "normaliser";
  }
  return "word";
}

namespace {

std::string list_text(Shapes items) {
  if (items == k_table) {
    return "a list of tables";
  }
  return items == k_text ? "a list of text" : "a list";
}

} // namespace

std::string shapes_text(Shapes shapes, Shapes items) {
  static constexpr std::array<std::pair<Shapes, std::string_view>, 5> k_words = {
      {{k_text, "text"},
       {k_number, "a number"},
       {k_integer, "a whole number"},
       {k_boolean, "true or false"},
       {k_table, "a table"}}};
  std::string all;
  const auto add = [&](std::string_view word) {
    all += all.empty() ? "" : " or ";
    all += word;
  };
  for (const auto& [shape, word] : k_words) {
    const bool covered = shape == k_integer && (shapes & k_number) != 0;
    if ((shapes & shape) != 0 && !covered) {
      add(word);
    }
  }
  if ((shapes & k_list) != 0) {
    add(list_text(items));
  }
  return all;
}

} // namespace reprovip::protocol
