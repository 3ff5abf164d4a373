#pragma once

namespace reprovip::cli {

// The program: reads the command line, runs the subcommand, prints errors on standard error, gives the exit
// code.
int run(int argc, char** argv);

} // namespace reprovip::cli
