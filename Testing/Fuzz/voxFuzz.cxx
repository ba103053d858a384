// SPDX-License-Identifier: Apache-2.0
#include "voxFuzz.h"

#include "voxError.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include <unistd.h>

namespace vox::fuzz
{
namespace
{

/** In memory where the system has such a folder: a file is written for each input. */
class Folder
{
public:
  Folder()
  {
    const std::filesystem::path memory = "/dev/shm";
    std::string name =
        ((std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path()) / "vox-fuzz-XXXXXX")
            .string();
    if (::mkdtemp(name.data()) == nullptr)
    {
      std::perror(name.c_str());
      std::abort();
    }
    path = name;
  }
  ~Folder()
  {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder &) = delete;
  Folder & operator=(const Folder &) = delete;

  std::filesystem::path path;
};

/** A message goes to a terminal, a log and a table: no line end nor other control character of the file may get there.
 */
bool
IsOneLine(std::string_view message)
{
  return std::ranges::none_of(message, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

[[noreturn]] void
Report(const Target & target, const char * defect, const char * message)
{
  std::fprintf(stderr, "%s: %s: %s\n", std::string(target.name).c_str(), defect, message);
  std::abort();
}

} // namespace

std::span<const Target>
Targets()
{
  static constexpr std::array targets{
      Target{"bmp", FuzzBmp},
      Target{"dataset", FuzzDataset},
      Target{"dicom", FuzzDicomHeader},
      Target{"dicomimage", FuzzDicomImage},
      Target{"jpeg", FuzzJpeg},
      Target{"labelmap", FuzzLabelMap},
      Target{"labeltable", FuzzLabelTable},
      Target{"manifest", FuzzManifest},
      Target{"metaimage", FuzzMetaImage},
      Target{"mgh", FuzzMgh},
      Target{"nifti", FuzzNifti},
      Target{"npy", FuzzNpyHeader},
      Target{"npz", FuzzNpz},
      Target{"nrrd", FuzzNrrd},
      Target{"pickle", FuzzPickle},
      Target{"png", FuzzPng},
      Target{"rtstruct", FuzzRtStructure},
      Target{"safetensors", FuzzSafetensors},
      Target{"segmentation", FuzzDicomSegmentation},
      Target{"tiff", FuzzTiff},
      Target{"unzip", FuzzUnzip},
      Target{"zip", FuzzZip},
  };
  return targets;
}

const Target *
FindTarget(std::string_view name)
{
  const auto found = std::ranges::find(Targets(), name, &Target::name);
  return found == Targets().end() ? nullptr : &*found;
}

void
Try(const Target & target, Bytes input)
{
  try
  {
    target.run(input);
  }
  catch (const Error & error)
  {
    if (error.Kind() == ErrorKind::Internal)
    {
      Report(target, "an internal error", error.what());
    }
    if (!IsOneLine(error.what()))
    {
      Report(target, "a message of several lines or with control characters", error.what());
    }
  }
  catch (const std::exception & other)
  {
    Report(target, "an exception that is no vox::Error", other.what());
  }
}

std::filesystem::path
AsFile(Bytes input, std::string_view name)
{
  static const Folder folder;
  std::filesystem::path path = folder.path / name;
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char *>(input.data()), static_cast<std::streamsize>(input.size()));
  return path;
}

} // namespace vox::fuzz
