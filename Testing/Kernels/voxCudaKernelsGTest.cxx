// SPDX-License-Identifier: Apache-2.0
#include "voxCudaKernels.h"

#include "voxExpectError.h"
#include "voxTemporaryFolder.h"

#include <fstream>

namespace
{
using vox::ErrorKind;
using vox::kernels::CudaPresence;
using vox::kernels::CudaTable;
using vox::kernels::FindCudaKernels;

TEST(FindCudaKernels, SaysThatTheLibraryIsMissing)
{
  const vox::testing::TemporaryFolder folder;
  const CudaPresence presence = FindCudaKernels(folder.Path());
  EXPECT_EQ(presence.table, nullptr);
  EXPECT_TRUE(presence.devices.empty());
  EXPECT_THAT(presence.missing, ::testing::HasSubstr("libvoxtome-cuda.so"));
  VOX_EXPECT_ERROR(vox::kernels::RequireCudaDevice(presence, 0), ErrorKind::Resource,
                   "device cuda:0: this machine has no library of CUDA kernels (libvoxtome-cuda.so)");
}

TEST(FindCudaKernels, SaysThatTheFileIsNoLibrary)
{
  const vox::testing::TemporaryFolder folder;
  std::ofstream(folder.Path() / "libvoxtome-cuda.so") << "not a library";
  EXPECT_THAT(FindCudaKernels(folder.Path()).missing, ::testing::HasSubstr("libvoxtome-cuda.so"));
  EXPECT_EQ(FindCudaKernels(folder.Path()).table, nullptr);
}

TEST(FindCudaKernels, RefusesALibraryOfOtherSources)
{
  const CudaPresence presence = FindCudaKernels(VOX_OLD_CUDA_FOLDER);
  EXPECT_EQ(presence.table, nullptr);
  EXPECT_THAT(presence.missing, ::testing::HasSubstr("has kernels of version 0, expected 1"));
}

TEST(FindCudaKernels, TakesALibraryOfTheSameSources)
{
  const CudaPresence presence = FindCudaKernels(VOX_OTHER_CUDA_FOLDER);
  ASSERT_NE(presence.table, nullptr);
  EXPECT_EQ(presence.library, std::filesystem::path(VOX_OTHER_CUDA_FOLDER) / "libvoxtome-cuda.so");
  EXPECT_EQ(presence.devices.empty(), !presence.missing.empty());
  if (!presence.driver)
  {
    EXPECT_THAT(presence.missing, ::testing::HasSubstr("no NVIDIA driver"));
    EXPECT_TRUE(presence.devices.empty());
  }
}

TEST(RequireCudaDevice, NamesHowManyThereAre)
{
  CudaPresence presence;
  presence.devices.resize(1);
  vox::kernels::RequireCudaDevice(presence, 0);
  VOX_EXPECT_ERROR(vox::kernels::RequireCudaDevice(presence, 1), ErrorKind::Resource,
                   "device cuda:1: this machine has 1 CUDA device, numbered from 0");
  VOX_EXPECT_ERROR(vox::kernels::RequireCudaDevice(presence, -1), ErrorKind::Resource, "device cuda:-1");
}

TEST(CheckCuda, SpeaksTheWordsOfCuda)
{
  const CudaTable & table = *FindCudaKernels(VOX_OTHER_CUDA_FOLDER).table;
  vox::kernels::CheckCuda(table, 0, "allocating");
  VOX_EXPECT_ERROR(vox::kernels::CheckCuda(table, 2, "allocating 3 GB"), ErrorKind::Resource,
                   "allocating 3 GB: CUDA error 2: the words of CUDA");
}
} // namespace
