#pragma once

#include "harness/score/reader.hpp"

namespace reprovip::score {

// The readers of this folder; `builtin.cpp` has the table.
const Reader& table_reader();  // CSV, TSV, JSON
const Reader& quest_reader();  // cQUEST's *_quest2.txt
const Reader& text_reader();   // numbers, or "name value" lines, or any text
const Reader& vector_reader(); // numbers only
const Reader& image_reader();  // what ITK reads, and .mif
const Reader& nifti_reader();
const Reader& mif_reader();
const Reader& labels_reader();    // an image of integers
const Reader& transform_reader(); // linear transforms of FSL, ITK, MRtrix, FreeSurfer
const Reader& bytes_reader();
const Reader& dicom_reader();   // a file, or the slices of a series
const Reader& analyze_reader(); // header and voxels in two files: Analyze 7.5 and NIfTI
const Reader& lcmodel_reader(); // LCModel's *.table

// Shared between them.

// Text of a file that must be text: no NUL; a byte order mark and carriage returns are taken away.
Result<std::string> read_text_file(const sys::Path& file);
std::vector<std::string> lines_of(const std::string& text);
std::string trimmed(const std::string& text);
// Numbers between blanks or commas, and nothing else; a "#" begins a line that is a remark.
Result<Vector> numbers_in_lines(const std::string& text);
TableCell cell_of(const std::string& text);
// The same numbers: a header-less JSON table.
// `pointer`: RFC 6901, "" = all of it.
Result<Table> table_from_json(const std::string& text, const std::string& name, const std::string& pointer,
                              const std::string& key);
// A column of names and rows of fields become a table with keys. `key` lists columns, "" = choose.
Result<Table> make_table(std::vector<std::string> columns, const std::vector<std::vector<std::string>>& rows,
                         const std::string& key);

// Of a cut NIfTI file ITK fills what is missing with zeros: voxels::read_nifti reads those.
Result<Image> read_with_itk(const sys::Path& file, const std::string& name);
// FreeSurfer's .mgh and .mgz.
Result<Image> read_mgh(const sys::Path& file, const std::string& name);
// Header (.hdr) and voxels (.img, .img.gz) of Analyze 7.5, or of NIfTI-1 in two files.
Result<Image> read_pair(const sys::Path& header, const sys::Path& voxels);
// One DICOM file with pixels.
Result<Image> read_dicom(const sys::Path& file, const std::string& name);
// Slices of one series, in any order, become one volume. They must have one grid, different places along its
// normal and even steps between them.
Result<Image> join_slices(std::vector<Image> slices);
Result<Image> read_mif(const sys::Path& file, const std::string& name);

// The trimmed fields of a CSV or TSV file, its header first: all lines have as many.
Result<std::vector<std::vector<std::string>>> read_fields(const sys::Path& file, const std::string& name,
                                                          const Options& options);

} // namespace reprovip::score
