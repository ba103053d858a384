// SPDX-License-Identifier: Apache-2.0
#include "voxFuzz.h"
#include "voxPickle.h"
#include "voxPickleValues.h"
#include "voxRunContext.h"
#include "voxSafetensors.h"
#include "voxUnpackedZip.h"
#include "voxZipDirectory.h"

#include <cstdlib>

namespace vox::fuzz
{

void
FuzzSafetensors(Bytes input)
{
  const SafetensorsFile file(AsFile(input, "x.safetensors"));
  (void)TensorDigest(file.Tensors()); // reads every byte
}

void
FuzzZip(Bytes input)
{
  // volatile: what is looked at must not be optimized away.
  volatile unsigned sum = 0;
  for (const auto & [name, entry] : ReadZipDirectory(input, "x.zip"))
  {
    for (const std::byte byte : entry.packed)
    {
      sum = sum + static_cast<unsigned>(byte);
    }
  }
}

/** Unpacked into a folder of the system's, as an archive of DICOM files is. */
void
FuzzUnzip(Bytes input)
{
  const std::filesystem::path path = AsFile(input, "x.zip");
  ::setenv("TMPDIR", path.parent_path().c_str(), 1);
  RunContext one;
  one.threads = 1;
  const UnpackedZip unpacked(path, {}, one);
}

void
FuzzPickle(Bytes input)
{
  const Pickle pickle = ReadPickle(input, "x.pkl");
  (void)FindInPickle(*pickle.root, "key");
  (void)NumberInPickle(*pickle.root);
  (void)PickleToJson(*pickle.root, "x.pkl").dump();
}

} // namespace vox::fuzz
