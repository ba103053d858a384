// SPDX-License-Identifier: Apache-2.0
#include "voxFuzz.h"
#include "voxPickle.h"
#include "voxPickleValues.h"
#include "voxSafetensors.h"
#include "voxZipDirectory.h"

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

void
FuzzPickle(Bytes input)
{
  const Pickle pickle = ReadPickle(input, "x.pkl");
  (void)FindInPickle(*pickle.root, "key");
  (void)NumberInPickle(*pickle.root);
  (void)PickleToJson(*pickle.root, "x.pkl").dump();
}

} // namespace vox::fuzz
