// SPDX-License-Identifier: Apache-2.0
#ifndef voxPickleStream_h
#define voxPickleStream_h

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

namespace vox
{

/** The bytes of a pickle from front to back, and the complaints about them: each names the byte and the opcode where
 * the current step began. All throw Error(BadModel) that begins with `where`, which must outlive the stream. */
class PickleStream
{
public:
  /** Takes PROTO; refuses protocols other than 2 to 5. */
  PickleStream(std::span<const std::byte> bytes, const std::string & where);

  /** Begins a step and gives its opcode. */
  std::uint8_t NextOpcode();

  /** The next bytes; refuses a pickle that ends before them. */
  std::span<const std::byte> Take(std::size_t count);
  std::string TakeText(std::size_t count);
  /** Up to a line end, which is taken too. */
  std::string TakeLine();
  /** Little endian, as most numbers of a pickle. */
  template <typename T>
  T
  TakeNumber()
  {
    T value{};
    std::memcpy(&value, Take(sizeof(T)).data(), sizeof(T));
    return value;
  }

  /** "found the opcode ..., expected ...". */
  [[noreturn]] void Refuse(const std::string & expected) const;
  [[noreturn]] void RefuseGlobal(const std::string & name) const;

  /** Bytes taken so far. */
  [[nodiscard]] std::size_t
  Position() const
  {
    return m_Position;
  }

private:
  std::span<const std::byte> m_Bytes;
  const std::string & m_Where;
  std::size_t m_Position = 0;
  std::size_t m_Start = 0; ///< of the current step
  std::uint8_t m_Opcode = 0;
};

} // namespace vox

#endif
