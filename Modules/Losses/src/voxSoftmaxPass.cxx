// SPDX-License-Identifier: Apache-2.0
#include "voxSoftmaxPass.h"

#include "voxSoftmaxBlock.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

// The loops over the voxels of a block are compiled for what the processor can do, and chosen at run time.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define VOX_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define VOX_CLONES
#endif

namespace vox
{
namespace
{

/** Blocks whose sums one thread adds up; fixed, so that sums do not depend on the number of threads. */
constexpr std::int64_t kBlocksOfPart = 64;

// Clones are made of functions, not of templates.
VOX_CLONES void
AddOneBlock(const Access<float> & access, std::int64_t classes, std::int64_t ignored, bool squared,
            Block<float> & block, double * sums)
{
  AddBlock(access, classes, ignored, squared, block, sums);
}

VOX_CLONES void
AddOneBlock(const Access<double> & access, std::int64_t classes, std::int64_t ignored, bool squared,
            Block<double> & block, double * sums)
{
  AddBlock(access, classes, ignored, squared, block, sums);
}

VOX_CLONES void
GradientOfOneBlock(const Access<float> & access, std::int64_t classes, std::int64_t ignored, bool squared,
                   const Factors<float> & factors, Block<float> & block, float * gradient)
{
  GradientOfBlock(access, classes, ignored, squared, factors, block, gradient);
}

VOX_CLONES void
GradientOfOneBlock(const Access<double> & access, std::int64_t classes, std::int64_t ignored, bool squared,
                   const Factors<double> & factors, Block<double> & block, double * gradient)
{
  GradientOfBlock(access, classes, ignored, squared, factors, block, gradient);
}

/** Labels are never below 0. */
std::int64_t
IgnoredLabel(const SoftmaxPass & pass)
{
  return pass.ignoreLabel.value_or(-1);
}

std::int64_t
PartsOf(const SoftmaxPass & pass)
{
  return (pass.logits.size(2) + kBlock * kBlocksOfPart - 1) / (kBlock * kBlocksOfPart);
}

/** Calls body(sample, part, first voxel, access, block) for each block of each part of each sample. */
template <typename T, typename TBody>
void
ForEachBlock(const SoftmaxPass & pass, const TBody & body)
{
  const at::Tensor & logits = pass.logits;
  const std::int64_t voxels = logits.size(2);
  const std::int64_t parts = PartsOf(pass);
  at::parallel_for(0, logits.size(0) * parts, 1, [&](std::int64_t begin, std::int64_t end) {
    Block<T> block(logits.size(1));
    for (std::int64_t index = begin; index < end; ++index)
    {
      const std::int64_t sample = index / parts;
      const std::int64_t part = index % parts;
      const std::int64_t last = std::min(voxels, (part + 1) * kBlock * kBlocksOfPart);
      for (std::int64_t first = part * kBlock * kBlocksOfPart; first < last; first += kBlock)
      {
        block.count = std::min(kBlock, last - first);
        const std::int64_t place = sample * logits.stride(0) + first * logits.stride(2);
        body(sample, part, place,
             Access<T>{logits.const_data_ptr<T>() + place, logits.stride(1), logits.stride(2),
                       pass.labels.const_data_ptr<std::int64_t>() + sample * voxels + first},
             block);
      }
    }
  });
}

template <typename T>
SoftmaxPassSums
Sum(const SoftmaxPass & pass)
{
  const std::int64_t samples = pass.logits.size(0);
  const std::int64_t classes = pass.logits.size(1);
  const at::Tensor sums = at::zeros({samples, PartsOf(pass), 3 * classes + 1}, at::kDouble);
  ForEachBlock<T>(
      pass, [&](std::int64_t sample, std::int64_t part, std::int64_t, const Access<T> & access, Block<T> & block) {
        AddOneBlock(access, classes, IgnoredLabel(pass), pass.squared, block,
                    sums.data_ptr<double>() + (sample * PartsOf(pass) + part) * (3 * classes + 1));
      });
  const at::Tensor total = sums.sum(1);
  const auto type = pass.logits.scalar_type();
  const at::Tensor reference = total.slice(1, 2 * classes, 3 * classes);
  return {.intersection = total.slice(1, 0, classes).to(type),
          .probability = total.slice(1, classes, 2 * classes).to(type),
          .reference = reference.to(type),
          .crossEntropy = total.select(1, 3 * classes).sum().to(type),
          .voxels = reference.sum().to(type)};
}

/** Row `sample` of a gradient [N, K], zeros for an undefined one. */
template <typename T>
std::vector<T>
FactorsOf(const at::Tensor & gradient, std::int64_t sample, std::int64_t classes)
{
  if (!gradient.defined())
  {
    return std::vector<T>(static_cast<std::size_t>(classes), T(0));
  }
  const at::Tensor row = gradient.select(0, sample).contiguous();
  return {row.const_data_ptr<T>(), row.const_data_ptr<T>() + classes};
}

template <typename T>
at::Tensor
Gradient(const SoftmaxPass & pass, const at::Tensor & intersection, const at::Tensor & probability,
         const at::Tensor & crossEntropy)
{
  const std::int64_t classes = pass.logits.size(1);
  std::vector<Factors<T>> factors;
  for (std::int64_t sample = 0; sample < pass.logits.size(0); ++sample)
  {
    factors.push_back({FactorsOf<T>(intersection, sample, classes), FactorsOf<T>(probability, sample, classes),
                       crossEntropy.defined() ? crossEntropy.item<T>() : T(0)});
  }
  const at::Tensor gradient = at::empty_strided(pass.logits.sizes(), pass.logits.strides(), pass.logits.options());
  ForEachBlock<T>(
      pass, [&](std::int64_t sample, std::int64_t, std::int64_t place, const Access<T> & access, Block<T> & block) {
        GradientOfOneBlock(access, classes, IgnoredLabel(pass), pass.squared, factors[static_cast<std::size_t>(sample)],
                           block, gradient.data_ptr<T>() + place);
      });
  return gradient;
}

} // namespace

SoftmaxPassSums
SumSoftmax(const SoftmaxPass & pass)
{
  return pass.logits.scalar_type() == at::kDouble ? Sum<double>(pass) : Sum<float>(pass);
}

at::Tensor
SoftmaxGradient(const SoftmaxPass & pass, const at::Tensor & intersection, const at::Tensor & probability,
                const at::Tensor & crossEntropy)
{
  return pass.logits.scalar_type() == at::kDouble ? Gradient<double>(pass, intersection, probability, crossEntropy)
                                                  : Gradient<float>(pass, intersection, probability, crossEntropy);
}

} // namespace vox
