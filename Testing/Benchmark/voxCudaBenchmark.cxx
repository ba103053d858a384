// SPDX-License-Identifier: Apache-2.0
// Measures every CUDA kernel on device 0 and compares what it moves with what the device's memory can: bytes that must
// be read and written once, over the time of one run, as a share of the memory's rate. One line of JSON a kernel.
//   voxCudaBenchmark [FOLDER OF libvoxtome-cuda.so]
// Leaves with exit code 5 and one line where there is no device.
#include "voxDeviceMemory.h"
#include "voxError.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <functional>
#include <vector>

namespace
{
using namespace vox::kernels;
using Size = vox::Zyx<std::int64_t>;

constexpr int repetitions = 21;

/** Device memory of zeros: times of these kernels depend on sizes, not on values (masks apart). */
template <typename T> struct Zeros : DeviceMemory<T>
{
  Zeros(const CudaTable & table, std::int64_t count)
      : DeviceMemory<T>(table, std::span<const T>(std::vector<T>(static_cast<std::size_t>(count))))
  {}
};

class Benchmark
{
public:
  Benchmark(const CudaTable & table, const CudaDevice & device) : m_Table(table), m_Device(device) {}

  [[nodiscard]] const CudaTable &
  Table() const
  {
    return m_Table;
  }

  /** `bytes` is what one run must read and write at the least. */
  void
  Run(const char * name, std::int64_t bytes, const std::function<int()> & launch) const
  {
    std::array<double, repetitions> seconds{};
    CheckCuda(m_Table, launch(), name);
    CheckCuda(m_Table, m_Table.synchronize(nullptr), name);
    for (double & time : seconds)
    {
      const auto start = std::chrono::steady_clock::now();
      CheckCuda(m_Table, launch(), name);
      CheckCuda(m_Table, m_Table.synchronize(nullptr), name);
      time = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    std::nth_element(seconds.begin(), seconds.begin() + repetitions / 2, seconds.end());
    const double median = seconds[repetitions / 2];
    const double rate = static_cast<double>(bytes) / median;
    std::printf("{\"kernel\": \"%s\", \"milliseconds\": %.4f, \"gigabytes_per_second\": %.1f, \"roofline_share\": ",
                name, 1e3 * median, rate / 1e9);
    m_Device.bytesPerSecond > 0 ? std::printf("%.3f", rate / static_cast<double>(m_Device.bytesPerSecond))
                                : std::printf("null");
    std::printf("}\n");
    std::fflush(stdout);
  }

private:
  const CudaTable & m_Table;
  const CudaDevice & m_Device;
};

void
MeasureArgmax(const Benchmark & benchmark, std::int64_t channels)
{
  ArgmaxPoint point;
  point.channels = channels;
  point.inputSize = {8, 266, 266};
  point.outputSize = {12, 512, 512};
  point.planes = 8;
  point.SetDense();
  point.outputSlices = 12;
  const std::int64_t inputs = channels * Product(point.inputSize);
  const std::int64_t outputs = Product(point.outputSize);
  const Zeros<float> scores(benchmark.Table(), inputs);
  const Zeros<std::int32_t> labels(benchmark.Table(), outputs);
  point.scores = scores.Data();
  point.labels = labels.Data();
  benchmark.Run(channels == 25 ? "argmax, 25 classes, 8x266x266 to 12x512x512"
                               : "argmax, 118 classes, 8x266x266 to 12x512x512",
                scores.Bytes() + labels.Bytes(), [&] { return benchmark.Table().argmax(point, nullptr); });
}

void
MeasureBlend(const Benchmark & benchmark)
{
  const std::int64_t channels = 25;
  const std::int64_t featureCount = 32;
  BlendFeaturesPoint<Bfloat16> point;
  point.size = {128, 128, 128};
  point.ring.channels = channels;
  point.ring.planes = 128;
  point.ring.height = point.ring.width = 266;
  const std::int64_t voxels = Product(point.size);
  const Zeros<float> scores(benchmark.Table(), channels * point.ring.ChannelStride());
  const Zeros<float> weightSum(benchmark.Table(), point.ring.ChannelStride());
  const Zeros<float> weights(benchmark.Table(), voxels);
  const Zeros<Bfloat16> features(benchmark.Table(), voxels * featureCount);
  const Zeros<float> layer(benchmark.Table(), channels * featureCount);
  const Zeros<float> bias(benchmark.Table(), channels);
  point.ring.scores = scores.Data();
  point.ring.weightSum = weightSum.Data();
  point.weights = weights.Data();
  point.features = features.Data();
  point.featureCount = featureCount;
  point.layer = layer.Data();
  point.bias = bias.Data();
  // Sums are read and written, weights and features read.
  benchmark.Run("blend of bfloat16 features, 32 to 25 classes, 128^3",
                features.Bytes() + weights.Bytes() + 2 * 4 * (channels + 1) * voxels,
                [&] { return benchmark.Table().blendFeaturesBfloat16(point, nullptr); });
}

void
MeasureDistanceMap(const Benchmark & benchmark)
{
  const Size size{256, 256, 256};
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(Product(size)));
  for (std::size_t i = 0; i < mask.size(); i += 9973)
  {
    mask[i] = 1;
  }
  const DeviceMemory<std::uint8_t> marked(benchmark.Table(), std::span<const std::uint8_t>(mask));
  const DeviceMemory<double> distances(benchmark.Table(), Product(size));
  const DeviceMemory<std::uint8_t> scratch(benchmark.Table(), DistanceMapScratchBytes(size));
  DistanceMapBuffers buffers;
  buffers.marked = marked.Data();
  buffers.size = size;
  buffers.spacingMm = {2.0, 0.8, 0.8};
  buffers.squaredDistances = distances.Data();
  PlaceScratch(buffers, scratch.Data());
  benchmark.Run("distance map, 256^3", marked.Bytes() + distances.Bytes(),
                [&] { return benchmark.Table().distanceMap(buffers, nullptr); });
}

template <typename T, typename TLaunch>
void
MeasureNorm(const Benchmark & benchmark, const char * name, TLaunch && launch)
{
  NormForward<T> norm;
  norm.extent = {1, 128 * 128 * 128, 32};
  norm.slope = 0.01F;
  const Zeros<T> input(benchmark.Table(), norm.extent.voxels * norm.extent.channels);
  const DeviceMemory<T> output(benchmark.Table(), norm.extent.voxels * norm.extent.channels);
  const DeviceMemory<float> scratch(benchmark.Table(), NormScratchBytes(norm.extent) / 4);
  norm.input = input.Data();
  norm.output = output.Data();
  norm.scratch = scratch.Data();
  benchmark.Run(name, 2 * input.Bytes() + output.Bytes(), [&] { return launch(norm); }); // read twice, written once
}

void
MeasureAffine(const Benchmark & benchmark)
{
  AffinePoint<3> point;
  point.sourceSize = {205, 205, 205};
  point.targetSize = {128, 128, 128};
  point.matrix = {{{0.9, 0.3, -0.2}, {-0.35, 1.1, 0.15}, {0.1, -0.25, 0.8}}};
  point.center = {102.5, 102.5, 102.5};
  const Zeros<float> source(benchmark.Table(), Product(point.sourceSize));
  const Zeros<std::int16_t> sourceLabels(benchmark.Table(), Product(point.sourceSize));
  const DeviceMemory<float> target(benchmark.Table(), Product(point.targetSize));
  const DeviceMemory<std::int16_t> targetLabels(benchmark.Table(), Product(point.targetSize));
  point.source = source.Data();
  point.target = target.Data();
  point.labels = {sourceLabels.Data(), targetLabels.Data()};
  // As many voxels of the source as of the target, about.
  benchmark.Run("affine, image and labels, 205^3 to 128^3", 2 * (target.Bytes() + targetLabels.Bytes()),
                [&] { return benchmark.Table().affine3(point, nullptr); });
}

void
MeasureAll(const std::filesystem::path & folder)
{
  const CudaPresence presence = FindCudaKernels(folder);
  RequireCudaDevice(presence, 0);
  const CudaDevice & device = presence.devices.front();
  std::printf("{\"device\": \"%s\", \"compute_capability\": \"%d.%d\", \"memory_gigabytes_per_second\": %.0f}\n",
              device.name, device.major, device.minor, static_cast<double>(device.bytesPerSecond) / 1e9);
  const Benchmark benchmark(*presence.table, device);
  CheckCuda(*presence.table, presence.table->selectDevice(0), "selecting device 0");
  MeasureArgmax(benchmark, 25);
  MeasureArgmax(benchmark, 118);
  MeasureBlend(benchmark);
  MeasureDistanceMap(benchmark);
  MeasureNorm<float>(benchmark, "norm and leaky ReLU, float, 32 x 128^3",
                     [&](const auto & norm) { return presence.table->normForward(norm, nullptr); });
  MeasureNorm<Bfloat16>(benchmark, "norm and leaky ReLU, bfloat16, 32 x 128^3",
                        [&](const auto & norm) { return presence.table->normForwardBfloat16(norm, nullptr); });
  MeasureAffine(benchmark);
}
} // namespace

int
main(int argc, char ** argv)
{
  try
  {
    MeasureAll(argc > 1 ? argv[1] : "");
    return 0;
  }
  catch (const vox::Error & error)
  {
    std::fprintf(stderr, "%s\n", error.what());
    return vox::ExitCode(error.Kind());
  }
}
