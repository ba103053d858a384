// SPDX-License-Identifier: Apache-2.0
#include "voxCudaTable.h"

// Stands for a library of CUDA kernels that was built from other sources: its table has the version that the build
// sets.
namespace
{
vox::kernels::CudaTable
MakeTable()
{
  vox::kernels::CudaTable table{};
  table.version = VOX_TABLE_VERSION;
  table.statusText = [](int) { return "the words of CUDA"; };
  table.countDevices = [](int * count) {
    *count = 1;
    return 0;
  };
  table.describeDevice = [](int, vox::kernels::CudaDevice *) { return 0; };
  return table;
}
} // namespace

extern "C" const vox::kernels::CudaTable *
voxCudaTable()
{
  static const vox::kernels::CudaTable table = MakeTable();
  return &table;
}
