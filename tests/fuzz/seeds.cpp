// Writes the seeds of every fuzz target: FOLDER/TARGET/N. All are made here.
// usage: seeds FOLDER

#include "tests/support/formats.hpp"
#include "tests/unit/collect/samples.hpp"

#include <filesystem>
#include <fstream>
#include <map>

namespace {

using namespace reprovip;
using namespace reprovip::test;
using Seeds = std::map<std::string, std::vector<std::string>>;

const std::string k_keys = "dim: 2,2,1\nvox: 2,2,2\nlayout: +0,+1,+2\ndatatype: UInt8\ntransform: 1,0,0,0\n"
                           "transform: 0,1,0,0\ntransform: 0,0,1,0\ncommand_history: a\n";

void add_images(Seeds& seeds) {
  collect::NiftiSample second;
  second.version = 2;
  second.big_endian = true;
  collect::NiftiSample extended;
  extended.extension = "history12345";
  const std::vector<std::string> nifti = {collect::nifti({}), collect::nifti(second),
                                          collect::nifti(extended)};
  const std::vector<std::string> mif = {collect::mrtrix("image", k_keys, "abcd"),
                                        collect::mrtrix("image", k_keys + "scaling: 1,2\n", "abcd")};
  const std::string voxels("\x3f\x80\0\0\x40\0\0\0", 8);
  seeds["collect.nifti"] = nifti;
  seeds["read.nifti"] = nifti;
  seeds["read.labels"] = {collect::gzip(nifti[0]), nifti[1]};
  seeds["read.analyze"] = {nifti[0].substr(0, 344) + std::string("ni1\0", 4) + nifti[0].substr(352)};
  seeds["collect.mif"] = mif;
  seeds["read.mif"] = {mif[0], collect::gzip(mif[1])};
  seeds["collect.mgh"] = {mgh(voxels), mgh(voxels, {{3, "mri_convert"}, {31, "x"}})};
  seeds["read.mgh"] = {mgh(voxels), collect::gzip(mgh(voxels))};
  seeds["collect.dicom"] = {dicom_slice("1.2.3", "20221010"), dicom(dicom_element(0x00081140, "SQ", "") +
                                                                    dicom_element(0x00091001, "LO", "x"))};
  seeds["read.dicom"] = seeds["collect.dicom"];
  PngSample interlaced;
  interlaced.interlaced = true;
  interlaced.filter = 4;
  seeds["collect.png"] = {png({}), png(interlaced)};
  seeds["collect.tiff"] = {tiff("pixels", {{306, 2, 20, "2022:10:10 12:00:00."}}), tiff("pixels", {}, true)};
  seeds["collect.netcdf"] = {netcdf("history", "abcd")};
}

void add_others(Seeds& seeds) {
  const std::vector<collect::Member> members = {{"a.txt", "alpha", 1, 0644},
                                                {"b.nii", collect::nifti({}), 1, 0644}};
  seeds["collect.tck"] = {
      collect::mrtrix("tracks", "count: 2\ndatatype: Float32LE\n", collect::tracks({{1, 2, 3}, {4, 5, 6}}))};
  seeds["collect.trk"] = {trk({{1, 2, 3, 4, 5, 6}, {7, 8, 9}})};
  seeds["collect.tar"] = {collect::tar(members)};
  seeds["collect.zip"] = {collect::zip(members), collect::zip(members, false)};
  seeds["collect.gzip"] = {collect::gzip(collect::tar(members)), collect::gzip("a") + collect::gzip("b")};
  seeds["collect.surface"] = {surface("created by a on x", std::string(36, 'p'), "mris_smooth")};
  seeds["collect.stats"] = {"# Title x\n# hostname wn\n# user a\n1 2 3\n"};
  seeds["collect.mat"] = {mat("MATLAB 5.0 MAT-file", "abc", 6), mat("MATLAB 5.0 MAT-file", "abc", 0)};
  seeds["collect.pdf"] = {pdf({}), pdf({"D:2022", "A", "00", "l S", true})};
  seeds["collect.svg"] = {"<svg><dc:date>2022</dc:date><g id=\"a\"/><use href=\"#a\"/></svg>"};
  seeds["collect.html"] = {"<html><meta name=\"date\" content=\"x\"><b id='q'></html>"};
  seeds["collect.postscript"] = {"%!PS-Adobe-3.0\n%%CreationDate: x\nshowpage\n"};
  seeds["collect.json"] = {"{\"b\": [1, 2.50, \"x\\\"y\"], \"a\": {\"y\": null}}"};
  seeds["collect.text"] = {"2022-10-10 12:00:01 pid 12 at 0x7fff12 in /tmp/x took 3.2 s on host: wn-1\r\n"};
  seeds["read.csv"] = {"roi,a,b\nx,1.5,NA\ny,\"2,5\",3\n", "a;b\n1;2\n"};
  seeds["read.json"] = {"[{\"roi\": \"x\", \"v\": {\"a\": [1, 2]}}, {\"roi\": \"y\", \"v\": 2}]"};
  seeds["read.quest"] = {
      "Metabolite:\tPCh\nPixel Position\t\tAmplitude\tSD\n0000\t0000\t1.8E-1\t1.0\n\nWARNING! x\n"};
  seeds["read.lcmodel"] = {
      "$$CONC 2\n Conc. %SD /Cr Metabolite\n 8.1 3% 1.1 NAA\n 2.5 12% 3.6E-02+MM20\n$$MISC\n x\n"};
  seeds["read.text"] = {"a 1.5\nb 2\n", "1 0 0 5\n0 1 0 6\n", "some words\n"};
  seeds["read.transform"] = {
      "#Insight Transform File V1.0\n#Transform 0\nTransform: AffineTransform_double_3_3\n"
      "Parameters: 1 0 0 0 1 0 0 0 1 1 2 3\nFixedParameters: 0 0 0\n",
      "1 0 0 1\n0 1 0 2\n0 0 1 3\n0 0 0 1\n"};
  seeds["read.lta"] = {
      "type = 1\nnxforms = 1\nmean = 0 0 0\nsigma = 1\n1 4 4\n1 0 0 1\n0 1 0 2\n0 0 1 3\n0 0 0 1\n"
      "src volume info\nvalid = 1\nvolume = 2 2 2\nvoxelsize = 1 1 1\nxras = 1 0 0\nyras = 0 1 0\n"
      "zras = 0 0 1\ncras = 0 0 0\n"};
  seeds["read.vector"] = {"1 0 0 5\n0 1 0 6\n"};
}

} // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    return 2;
  }
  Seeds seeds;
  add_images(seeds);
  add_others(seeds);
  for (const auto& [target, files] : seeds) {
    const auto folder = std::filesystem::path(arguments[1]) / target;
    std::filesystem::create_directories(folder);
    for (std::size_t i = 0; i < files.size(); ++i) {
      std::ofstream(folder / std::to_string(i), std::ios::binary) << files[i];
    }
  }
  return 0;
}
