// SPDX-License-Identifier: Apache-2.0
#ifndef voxPickle_h
#define voxPickle_h

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

namespace vox
{

enum class PickleKind
{
  None,
  Bool,
  Integer,
  LargeInteger, ///< beyond 64 bits
  Real,
  Text,
  Bytes,
  Tuple,
  List,
  Set,
  Dict,
  Global,    ///< a class or function by name; never looked up, never called
  Object,    ///< what a call of a known global would have made, as its arguments
  Persistent ///< a reference to something outside of the pickle
};

/** One value of a pickle. Values may be shared, and may contain themselves: whoever walks them must bound the walk. */
struct PickleNode
{
  PickleKind kind = PickleKind::None;
  std::int64_t integer = 0; ///< Bool (0 or 1), Integer
  double real = 0.0;        ///< Real
  /** Text: valid UTF-8. Bytes. LargeInteger: little endian two's complement. Global, Object: "module name". */
  std::string text;
  /** Tuple, List, Set: the elements. Dict: key, value, key, value ... in the order of the file. Object: the tuple of
   * arguments, then what BUILD gave. Persistent: the id. */
  std::vector<const PickleNode *> items;
};

/** A pickle as a tree of values. Nodes live as long as this object. */
struct Pickle
{
  Pickle() = default;
  Pickle(Pickle &&) = default;
  Pickle & operator=(Pickle &&) = default;

  std::deque<PickleNode> nodes; ///< in the order of the file
  const PickleNode * root = nullptr;
  std::size_t bytes = 0; ///< length of the pickle; what lies behind it was not looked at
};

/** Reads the Python pickle (protocols 2 to 5) that begins with the first byte. Nothing is executed or imported: a
 * closed list of opcodes builds plain values, and a closed list of globals (OrderedDict, torch's tensors and storages,
 * NumPy's scalars: all that checkpoints of nnU-Net hold) stands for itself. OrderedDict becomes Dict, its attributes
 * are left out; bytes that older protocols write as text become Bytes.
 *
 * Time and memory are proportional to the length of the pickle, about 100 bytes of memory for each, up to 10 million
 * values; nesting takes no stack. Throws Error(BadModel), one line that begins with `where` and names the byte offset,
 * the opcode or global found and what was expected: an opcode or global that is not on the lists, a pickle that is cut
 * off, opcodes that do not fit together. */
[[nodiscard]] Pickle ReadPickle(std::span<const std::byte> bytes, const std::string & where);

} // namespace vox

#endif
