// SPDX-License-Identifier: Apache-2.0
#include "voxLicences.h"

#include "voxTextTable.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <link.h>
#include <sstream>

namespace vox
{
namespace
{

constexpr std::string_view kGcc = "GPL-3.0-or-later WITH GCC-exception-3.1";

constexpr auto kParts = std::to_array<LicensedPart>({
    {"Voxtome", "Apache-2.0", "this program and its library", "vox"},
    {"model and images of the hippocampus", "CC-BY-SA-4.0", "example; made from the Medical Segmentation Decathlon",
     ""},
    {"PyTorch (LibTorch)", "BSD-3-Clause", "tensors and networks; its NOTICE lists what it holds (oneDNN, MKL, ...)",
     "torch c10 shm"},
    {"NVIDIA CUDA runtime", "LicenseRef-NVIDIA-End-User-License-Agreement", "LibTorch for CUDA devices",
     "cud cupti cub cuf cur cus nv caffe2_nv nccl"},
    {"ITK", "Apache-2.0", "images and their files, distance maps, filters", "ITK itksys itkdouble-conversion"},
    {"VXL", "BSD-3-Clause", "numerics in ITK; netlib's parts are in the public domain", "itkv itkNetlib"},
    {"NrrdIO, of Teem", "Zlib", "NRRD files in ITK", "ITKNrrdIO"},
    {"LibTIFF", "libtiff", "TIFF files in ITK", "itktiff"},
    {"GDCM", "BSD-3-Clause AND IJG", "DICOM images", "gdcm"},
    {"DCMTK", "BSD-3-Clause AND Apache-2.0 AND IJG", "DICOM data sets, its dictionary of tags", "dcm of ijg"},
    {"CharLS", "BSD-3-Clause", "JPEG-LS in DICOM", "charls"},
    {"OpenJPEG", "BSD-2-Clause", "JPEG 2000 in DICOM", "openjp2"},
    {"libjpeg-turbo", "IJG AND BSD-3-Clause AND Zlib", "JPEG files", "jpeg"},
    {"libpng", "libpng-2.0", "PNG files", "png"},
    {"zlib", "Zlib", "compressed files", "z."},
    {"libdeflate", "MIT", "compressed files", "deflate"},
    {"OpenSSL", "Apache-2.0", "digests of models", "crypto ssl"},
    {"{fmt}", "MIT", "text", "fmt"},
    {"JSON for Modern C++", "MIT", "JSON", ""},
    {"CLI11", "BSD-3-Clause", "the command line", ""},
    {"VTK", "BSD-3-Clause", "surfaces and what draws them, where they are loaded", "vtk"},
    {"oneTBB", "Apache-2.0", "needed by VTK", "tbb"},
    {"libxml2", "MIT", "needed by DCMTK", "xml2"},
    {"Expat", "MIT", "needed by GDCM", "expat"},
    {"json-c", "MIT", "needed by GDCM", "json-c"},
    {"ICU", "ICU", "needed by libxml2", "icu"},
    {"XZ Utils", "LicenseRef-public-domain", "needed by libxml2", "lzma"},
    {"libuuid, of util-linux", "BSD-3-Clause", "needed by GDCM", "uuid"},
    {"GCC runtime libraries", kGcc, "C++, OpenMP", "stdc++ gcc_s gomp"},
    {"GNU C Library", "LGPL-2.1-or-later", "of the system", "c. m. dl. pthread. rt. util. mvec ld-linux"},
});

/** Whether one of these words begins the name, which lacks "lib". */
bool
Lists(std::string_view words, std::string_view name)
{
  std::istringstream stream{std::string(words)};
  for (std::string word; stream >> word;)
  {
    if (name.starts_with(word))
    {
      return true;
    }
  }
  return false;
}

int
AddLibrary(dl_phdr_info * info, std::size_t, void * names)
{
  const std::string name = std::filesystem::path(info->dlpi_name).filename();
  if (!name.empty() && !name.starts_with("linux-vdso"))
  {
    static_cast<std::vector<std::string> *>(names)->push_back(name);
  }
  return 0;
}

} // namespace

std::span<const LicensedPart>
LicensedParts()
{
  return kParts;
}

std::vector<std::string>
UnlistedLibraries()
{
  std::vector<std::string> names;
  ::dl_iterate_phdr(&AddLibrary, &names);
  std::erase_if(names, [](std::string_view name) {
    name.remove_prefix(name.starts_with("lib") ? 3 : 0);
    return std::ranges::any_of(kParts, [&](const LicensedPart & part) { return Lists(part.libraries, name); });
  });
  return names;
}

Inspection
DescribeLicences(const std::filesystem::path & texts)
{
  std::vector<std::vector<std::string>> rows{{"part", "licence (SPDX)", "for"}};
  Json parts = Json::array();
  for (const LicensedPart & part : kParts)
  {
    rows.push_back({std::string(part.name), std::string(part.licence), std::string(part.use)});
    parts.push_back({{"name", part.name}, {"licence", part.licence}, {"use", part.use}});
  }
  const bool hasTexts = std::filesystem::is_directory(texts);
  const std::vector<std::string> unlisted = UnlistedLibraries();
  std::string text = TextTable(rows);
  text += hasTexts ? fmt::format("\nFull texts: {}\n", texts.string())
                   : fmt::format("\nFull texts: none at {}, where an installation has them; those of libraries of the "
                                 "system lie with their packages\n",
                                 texts.string());
  if (!unlisted.empty())
  {
    text += fmt::format("Loaded, and not in the table: {}\n", fmt::join(unlisted, ", "));
  }
  return {text, {{"parts", parts}, {"texts", hasTexts ? Json(texts.string()) : Json()}, {"unlisted", unlisted}}};
}

} // namespace vox
