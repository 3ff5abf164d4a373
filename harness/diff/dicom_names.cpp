#include "harness/diff/dicom_names.hpp"

#include <algorithm>
#include <array>

namespace reprovip::diff {

namespace {

struct Name {
  std::uint32_t tag;
  std::string_view keyword;
};

constexpr auto k_names = std::to_array<Name>({{0x00020001, "FileMetaInformationVersion"},
                                              {0x00020002, "MediaStorageSOPClassUID"},
                                              {0x00020003, "MediaStorageSOPInstanceUID"},
                                              {0x00020010, "TransferSyntaxUID"},
                                              {0x00020012, "ImplementationClassUID"},
                                              {0x00020013, "ImplementationVersionName"},
                                              {0x00080005, "SpecificCharacterSet"},
                                              {0x00080008, "ImageType"},
                                              {0x00080012, "InstanceCreationDate"},
                                              {0x00080013, "InstanceCreationTime"},
                                              {0x00080016, "SOPClassUID"},
                                              {0x00080018, "SOPInstanceUID"},
                                              {0x00080020, "StudyDate"},
                                              {0x00080021, "SeriesDate"},
                                              {0x00080022, "AcquisitionDate"},
                                              {0x00080023, "ContentDate"},
                                              {0x00080030, "StudyTime"},
                                              {0x00080031, "SeriesTime"},
                                              {0x00080032, "AcquisitionTime"},
                                              {0x00080033, "ContentTime"},
                                              {0x00080050, "AccessionNumber"},
                                              {0x00080060, "Modality"},
                                              {0x00080070, "Manufacturer"},
                                              {0x00080080, "InstitutionName"},
                                              {0x00081010, "StationName"},
                                              {0x00081030, "StudyDescription"},
                                              {0x0008103e, "SeriesDescription"},
                                              {0x00081090, "ManufacturerModelName"},
                                              {0x00100010, "PatientName"},
                                              {0x00100020, "PatientID"},
                                              {0x00100030, "PatientBirthDate"},
                                              {0x00100040, "PatientSex"},
                                              {0x00180015, "BodyPartExamined"},
                                              {0x00180020, "ScanningSequence"},
                                              {0x00180050, "SliceThickness"},
                                              {0x00180080, "RepetitionTime"},
                                              {0x00180081, "EchoTime"},
                                              {0x00180082, "InversionTime"},
                                              {0x00180087, "MagneticFieldStrength"},
                                              {0x00180088, "SpacingBetweenSlices"},
                                              {0x00181020, "SoftwareVersions"},
                                              {0x00181030, "ProtocolName"},
                                              {0x00181314, "FlipAngle"},
                                              {0x00185100, "PatientPosition"},
                                              {0x0020000d, "StudyInstanceUID"},
                                              {0x0020000e, "SeriesInstanceUID"},
                                              {0x00200010, "StudyID"},
                                              {0x00200011, "SeriesNumber"},
                                              {0x00200012, "AcquisitionNumber"},
                                              {0x00200013, "InstanceNumber"},
                                              {0x00200032, "ImagePositionPatient"},
                                              {0x00200037, "ImageOrientationPatient"},
                                              {0x00200052, "FrameOfReferenceUID"},
                                              {0x00201041, "SliceLocation"},
                                              {0x00204000, "ImageComments"},
                                              {0x00280002, "SamplesPerPixel"},
                                              {0x00280004, "PhotometricInterpretation"},
                                              {0x00280008, "NumberOfFrames"},
                                              {0x00280010, "Rows"},
                                              {0x00280011, "Columns"},
                                              {0x00280030, "PixelSpacing"},
                                              {0x00280100, "BitsAllocated"},
                                              {0x00280101, "BitsStored"},
                                              {0x00280102, "HighBit"},
                                              {0x00280103, "PixelRepresentation"},
                                              {0x00280106, "SmallestImagePixelValue"},
                                              {0x00280107, "LargestImagePixelValue"},
                                              {0x00281050, "WindowCenter"},
                                              {0x00281051, "WindowWidth"},
                                              {0x00281052, "RescaleIntercept"},
                                              {0x00281053, "RescaleSlope"},
                                              {0x7fe00010, "PixelData"}});

} // namespace

std::string_view dicom_name(std::uint32_t tag) {
  const auto* const found = std::ranges::find(k_names, tag, &Name::tag);
  if (found != k_names.end()) {
    return found->keyword;
  }
  return (tag >> 16U) % 2 == 1 ? "private" : "";
}

} // namespace reprovip::diff
