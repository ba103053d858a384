// SPDX-License-Identifier: Apache-2.0
#include "voxReadGzipMember.h"

#include "voxGzipPieces.h"
#include "voxParallelFor.h"
#include "voxRunContext.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <vector>

namespace vox
{
namespace
{

constexpr std::size_t kPieceBytes = 1 << 20;
constexpr std::size_t kBufferBytes = 1 << 16;

/** Gives memory its pages before it is written, which takes a third as long as to decompress to it. */
void
TouchPages(std::span<std::byte> memory, const std::atomic<bool> & stop)
{
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  constexpr std::uintptr_t block = 1 << 22;
  constexpr int populate = 23; // MADV_POPULATE_WRITE of Linux 5.14, which older headers lack
  const auto begin = reinterpret_cast<std::uintptr_t>(memory.data());
  const std::uintptr_t end = (begin + memory.size()) / page * page;
  for (std::uintptr_t at = (begin + page - 1) / page * page; at < end && !stop; at += block)
  {
    // Where the system does not know this advice, pages come at the first touch, as always.
    ::madvise(reinterpret_cast<void *>(at), std::min(block, end - at), populate);
  }
}

bool
Unpack(std::span<const std::byte> file, std::span<std::byte> content, std::span<std::byte> before)
{
  bool whole = false;
  std::atomic<bool> done = false;
  ParallelFor(0, 2, 1, RunContext{}.ThreadCount(), [&](std::int64_t part, std::int64_t) {
    if (part == 0)
    {
      whole = PieceInflater().UnpackMember(file, content);
      done = true;
    }
    else
    {
      TouchPages(content, done);
      TouchPages(before, done);
    }
  });
  return whole;
}

/** Bytes that wait at the end of the memory in which their results take `growth` times their place, from its start. */
class WaitingBytes
{
public:
  WaitingBytes(std::span<std::byte> values, std::size_t count, std::size_t swappedSize, const UseBytes & use)
      : m_Bytes(values.last(count)), m_Growth(values.size() / count), m_SwappedSize(swappedSize), m_Use(use)
  {}

  void
  UseAll()
  {
    std::size_t done = 0;
    while (done < m_Bytes.size())
    {
      // Results of the bytes up to here end where `done` lies: in any order they meet nothing that still waits.
      const std::size_t before = (m_Growth - 1) * m_Bytes.size();
      std::size_t last = std::min((before + done) / m_Growth, m_Bytes.size()) / kPieceBytes * kPieceBytes;
      if (last > done)
      {
        InParallel(done, last,
                   [this](std::size_t first, std::size_t end) { UseHere(m_Bytes.subspan(first, end - first), first); });
      }
      else
      {
        last = m_Growth == 1 ? m_Bytes.size() : std::min(done + kPieceBytes, m_Bytes.size());
        // Each result lies on its own bytes, or on such as are done, and only then are there several pieces.
        InParallel(done, last, [this](std::size_t first, std::size_t end) { UseByBuffer(first, end); });
      }
      done = last;
    }
  }

private:
  template <typename TWork>
  void
  InParallel(std::size_t first, std::size_t last, TWork && work) const
  {
    ParallelFor(static_cast<std::int64_t>(first), static_cast<std::int64_t>(last), kPieceBytes,
                RunContext{}.ThreadCount(), [&](std::int64_t begin, std::int64_t end) {
                  work(static_cast<std::size_t>(begin), static_cast<std::size_t>(end));
                });
  }

  void
  UseHere(std::span<std::byte> bytes, std::size_t first) const
  {
    SwapBytes(bytes, m_SwappedSize);
    m_Use(bytes, first);
  }

  void
  UseByBuffer(std::size_t first, std::size_t last) const
  {
    std::vector<std::byte> buffer(kBufferBytes);
    for (; first < last; first += buffer.size())
    {
      const std::size_t count = std::min(buffer.size(), last - first);
      std::memcpy(buffer.data(), m_Bytes.data() + first, count);
      UseHere({buffer.data(), count}, first);
    }
  }

  std::span<std::byte> m_Bytes;
  std::size_t m_Growth;
  std::size_t m_SwappedSize;
  const UseBytes & m_Use;
};

} // namespace

bool
ReadGzipMember(const RawLayout & layout, std::span<const std::byte> file, const ResultMemory & memory,
               const UseBytes & use)
{
  constexpr std::size_t least = 18; // of a gzip member
  const std::uint64_t contentBytes = layout.offset + layout.allBytes;
  const std::size_t room = memory.roomBefore + memory.values.size();
  if (file.size() < least || layout.bytes == 0 || memory.values.size() % layout.bytes != 0 ||
      memory.values.size() < layout.bytes || contentBytes > room ||
      ReadGzipEnd(file).contentBytes != static_cast<std::uint32_t>(contentBytes))
  {
    return false;
  }
  const std::span<std::byte> all(memory.values.data() - memory.roomBefore, room);
  const std::span<std::byte> content = all.last(contentBytes);
  if (!Unpack(file, content, all.first(room - contentBytes)))
  {
    return false;
  }
  const std::span<std::byte> waiting = memory.values.last(layout.bytes);
  if (layout.allBytes > layout.bytes)
  {
    std::memmove(waiting.data(), content.data() + layout.offset, waiting.size());
  }
  WaitingBytes(memory.values, layout.bytes, layout.swappedSize, use).UseAll();
  return true;
}

} // namespace vox
