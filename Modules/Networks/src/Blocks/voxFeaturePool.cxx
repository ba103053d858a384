// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxFeaturePool.h"

#include "Blocks/voxAlignedFloats.h"

#include <ATen/ops/empty.h>

#include <list>
#include <map>

namespace vox
{
namespace
{

/** All sizes are in floats and multiples of a cache line. */
constexpr std::int64_t kLine = 16;

/** Memory from the system and the parts of it that nobody holds, by their place. */
struct MemoryChunk
{
  explicit MemoryChunk(std::int64_t chunkSize) : size(chunkSize), values(MakeAlignedFloats(size)), gaps{{0, size}} {}

  void
  Return(std::int64_t place, std::int64_t count)
  {
    auto gap = gaps.emplace(place, count).first;
    if (const auto next = std::next(gap); next != gaps.end() && next->first == place + count)
    {
      gap->second += next->second;
      gaps.erase(next);
    }
    if (gap != gaps.begin() && std::prev(gap)->first + std::prev(gap)->second == place)
    {
      std::prev(gap)->second += gap->second;
      gaps.erase(gap);
    }
  }

  std::int64_t size;
  AlignedFloats values;
  std::map<std::int64_t, std::int64_t> gaps;
};

} // namespace

struct FeaturePool::Chunks
{
  /** A part of a chunk that a tensor holds; keeps the memory alive. */
  struct Loan
  {
    std::shared_ptr<Chunks> owner;
    MemoryChunk & chunk;
    std::int64_t place;
    std::int64_t count;
  };

  static void
  EndLoan(void * pointer)
  {
    const std::unique_ptr<Loan> loan(static_cast<Loan *>(pointer));
    loan->chunk.Return(loan->place, loan->count);
  }

  /** The smallest gap that is large enough; a new chunk where there is none. */
  std::pair<MemoryChunk *, std::int64_t>
  Find(std::int64_t count)
  {
    MemoryChunk * best = nullptr;
    std::map<std::int64_t, std::int64_t>::iterator found;
    for (MemoryChunk & chunk : chunks)
    {
      for (auto gap = chunk.gaps.begin(); gap != chunk.gaps.end(); ++gap)
      {
        if (gap->second >= count && (best == nullptr || gap->second < found->second))
        {
          best = &chunk;
          found = gap;
        }
      }
    }
    if (best == nullptr)
    {
      best = &chunks.emplace_back(count);
      found = best->gaps.begin();
    }
    const auto [place, size] = *found;
    best->gaps.erase(found);
    if (size > count)
    {
      best->gaps.emplace(place + count, size - count);
    }
    return {best, place};
  }

  std::list<MemoryChunk> chunks;
};

FeaturePool::FeaturePool() : m_Chunks(std::make_shared<Chunks>())
{}

at::Tensor
FeaturePool::Take(at::IntArrayRef sizes, at::ScalarType type)
{
  const auto bytes = static_cast<std::int64_t>(c10::multiply_integers(sizes) * c10::elementSize(type));
  const std::int64_t lineBytes = kLine * static_cast<std::int64_t>(sizeof(float));
  const std::int64_t count = (bytes + lineBytes - 1) / lineBytes * kLine;
  const auto [chunk, place] = m_Chunks->Find(count);
  auto loan = std::make_unique<Chunks::Loan>(Chunks::Loan{m_Chunks, *chunk, place, count});
  void * const values = chunk->values.get() + place;
  const c10::Storage storage(c10::Storage::use_byte_size_t{}, static_cast<std::size_t>(bytes),
                             c10::DataPtr(values, loan.release(), &Chunks::EndLoan, at::kCPU));
  const auto strides =
      sizes.size() == 5 ? c10::get_channels_last_strides_3d(sizes) : c10::get_channels_last_strides_2d(sizes);
  return at::empty({0}, at::TensorOptions().dtype(type)).set_(storage, 0, sizes, strides);
}

void
FeaturePool::Release()
{
  m_Chunks->chunks.remove_if(
      [](const MemoryChunk & chunk) { return chunk.gaps.size() == 1 && chunk.gaps.begin()->second == chunk.size; });
}

} // namespace vox
