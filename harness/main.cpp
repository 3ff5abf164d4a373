#include "harness/cli/cli.hpp"

int main(int argc, char** argv) {
  return reprovip::cli::run(argc, argv);
}
