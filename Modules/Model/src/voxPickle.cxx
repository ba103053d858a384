// SPDX-License-Identifier: Apache-2.0
#include "voxPickle.h"

#include "voxPickleNames.h"
#include "voxPickleStream.h"
#include "voxPickleText.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <unordered_map>
#include <utility>

namespace vox
{
namespace
{

constexpr std::size_t kMaximumNodes = 10'000'000;

/** Python's pickle machine: a stack of values, marks in it, and a memo, but nothing that it could call. */
class PickleMachine
{
public:
  PickleMachine(std::span<const std::byte> bytes, const std::string & where) : m_Stream(bytes, where) {}

  Pickle
  Run()
  {
    while (m_Pickle.root == nullptr)
    {
      Step(static_cast<PickleOpcode>(m_Stream.NextOpcode()));
    }
    m_Pickle.bytes = m_Stream.Position();
    return std::move(m_Pickle);
  }

private:
  void
  Step(PickleOpcode opcode)
  {
    switch (opcode)
    {
    case PickleOpcode::Proto:
      m_Stream.Refuse("at the beginning only");
    case PickleOpcode::Frame:
      (void)m_Stream.TakeNumber<std::uint64_t>();
      return;
    case PickleOpcode::Stop:
      Stop();
      return;
    case PickleOpcode::Mark:
      m_Marks.push_back(m_Stack.size());
      return;
    case PickleOpcode::BinPut:
      Put(m_Stream.TakeNumber<std::uint8_t>());
      return;
    case PickleOpcode::LongBinPut:
      Put(m_Stream.TakeNumber<std::uint32_t>());
      return;
    case PickleOpcode::Memoize:
      Put(static_cast<std::uint32_t>(m_Memo.size()));
      return;
    case PickleOpcode::BinGet:
      Get(m_Stream.TakeNumber<std::uint8_t>());
      return;
    case PickleOpcode::LongBinGet:
      Get(m_Stream.TakeNumber<std::uint32_t>());
      return;
    default:
      StepScalar(opcode);
    }
  }

  void
  StepScalar(PickleOpcode opcode)
  {
    switch (opcode)
    {
    case PickleOpcode::None:
      Push(PickleKind::None);
      return;
    case PickleOpcode::NewTrue:
      Push(PickleKind::Bool).integer = 1;
      return;
    case PickleOpcode::NewFalse:
      Push(PickleKind::Bool);
      return;
    case PickleOpcode::BinInt:
      Push(PickleKind::Integer).integer = m_Stream.TakeNumber<std::int32_t>();
      return;
    case PickleOpcode::BinInt1:
      Push(PickleKind::Integer).integer = m_Stream.TakeNumber<std::uint8_t>();
      return;
    case PickleOpcode::BinInt2:
      Push(PickleKind::Integer).integer = m_Stream.TakeNumber<std::uint16_t>();
      return;
    case PickleOpcode::Long1:
      PushLong(m_Stream.TakeNumber<std::uint8_t>());
      return;
    case PickleOpcode::BinFloat:
      PushReal();
      return;
    case PickleOpcode::BinUnicode:
      PushText(m_Stream.TakeNumber<std::uint32_t>());
      return;
    case PickleOpcode::ShortBinUnicode:
      PushText(m_Stream.TakeNumber<std::uint8_t>());
      return;
    case PickleOpcode::BinBytes:
      PushBytes(m_Stream.TakeNumber<std::uint32_t>());
      return;
    case PickleOpcode::ShortBinBytes:
      PushBytes(m_Stream.TakeNumber<std::uint8_t>());
      return;
    default:
      StepContainer(opcode);
    }
  }

  void
  StepContainer(PickleOpcode opcode)
  {
    switch (opcode)
    {
    case PickleOpcode::EmptyTuple:
      Push(PickleKind::Tuple);
      return;
    case PickleOpcode::EmptyList:
      Push(PickleKind::List);
      return;
    case PickleOpcode::EmptyDict:
      Push(PickleKind::Dict);
      return;
    case PickleOpcode::EmptySet:
      Push(PickleKind::Set);
      return;
    case PickleOpcode::Tuple:
      PushTuple(PopToMark());
      return;
    case PickleOpcode::Tuple1:
      PushTuple(PopLast(1));
      return;
    case PickleOpcode::Tuple2:
      PushTuple(PopLast(2));
      return;
    case PickleOpcode::Tuple3:
      PushTuple(PopLast(3));
      return;
    case PickleOpcode::Append:
      AddTo(PickleKind::List, PopLast(1));
      return;
    case PickleOpcode::Appends:
      AddTo(PickleKind::List, PopToMark());
      return;
    case PickleOpcode::AddItems:
      AddTo(PickleKind::Set, PopToMark());
      return;
    case PickleOpcode::SetItem:
      AddTo(PickleKind::Dict, PopLast(2));
      return;
    case PickleOpcode::SetItems:
      AddTo(PickleKind::Dict, PopToMark());
      return;
    default:
      StepObject(opcode);
    }
  }

  void
  StepObject(PickleOpcode opcode)
  {
    switch (opcode)
    {
    case PickleOpcode::Global:
    {
      const std::string module = m_Stream.TakeLine();
      PushGlobal(module + " " + m_Stream.TakeLine());
      return;
    }
    case PickleOpcode::StackGlobal:
    {
      const auto names = PopLast(2);
      if (names[0]->kind != PickleKind::Text || names[1]->kind != PickleKind::Text)
      {
        m_Stream.Refuse("two texts before it");
      }
      PushGlobal(names[0]->text + " " + names[1]->text);
      return;
    }
    case PickleOpcode::Reduce:
    case PickleOpcode::NewObj:
      Call();
      return;
    case PickleOpcode::Build:
      Build();
      return;
    case PickleOpcode::BinPersid:
    {
      const auto id = PopLast(1);
      Push(PickleKind::Persistent).items = id;
      return;
    }
    default:
      m_Stream.Refuse(
          "the opcodes of torch.save; this file is foreign or hostile: use checkpoints of nnU-Net from a source "
          "that you trust");
    }
  }

  PickleNode &
  Push(PickleKind kind)
  {
    if (m_Pickle.nodes.size() >= kMaximumNodes)
    {
      m_Stream.Refuse(fmt::format("at most {} values in a pickle", kMaximumNodes));
    }
    PickleNode & node = m_Pickle.nodes.emplace_back();
    node.kind = kind;
    m_Stack.push_back(&node);
    return node;
  }

  void
  PushLong(std::size_t count)
  {
    const std::string digits = m_Stream.TakeText(count);
    if (count > sizeof(std::int64_t))
    {
      Push(PickleKind::LargeInteger).text = digits;
      return;
    }
    // The bytes that are left out repeat the sign.
    std::int64_t value = !digits.empty() && (digits.back() & 0x80) != 0 ? -1 : 0;
    std::memcpy(&value, digits.data(), digits.size());
    Push(PickleKind::Integer).integer = value;
  }

  void
  PushReal()
  {
    std::uint64_t bits = 0;
    for (const std::byte byte : m_Stream.Take(sizeof(bits)))
    {
      bits = bits << 8U | std::to_integer<std::uint64_t>(byte);
    }
    Push(PickleKind::Real).real = std::bit_cast<double>(bits);
  }

  void
  PushText(std::size_t count)
  {
    std::string text = m_Stream.TakeText(count);
    if (!IsUtf8(text))
    {
      m_Stream.Refuse("text in UTF-8");
    }
    Push(PickleKind::Text).text = std::move(text);
  }

  void
  PushBytes(std::size_t count)
  {
    std::string bytes = m_Stream.TakeText(count);
    Push(PickleKind::Bytes).text = std::move(bytes);
  }

  void
  PushTuple(std::vector<const PickleNode *> items)
  {
    Push(PickleKind::Tuple).items = std::move(items);
  }

  void
  PushGlobal(const std::string & name)
  {
    if (UseOfGlobal(name) == PickleGlobalUse::Refused)
    {
      m_Stream.RefuseGlobal(name);
    }
    Push(PickleKind::Global).text = name;
  }

  std::vector<const PickleNode *>
  PopLast(std::size_t count)
  {
    const std::size_t floor = m_Marks.empty() ? 0 : m_Marks.back();
    if (m_Stack.size() - floor < count)
    {
      m_Stream.Refuse(fmt::format("{} value(s) before it, there are {}", count, m_Stack.size() - floor));
    }
    std::vector<const PickleNode *> items(m_Stack.end() - static_cast<std::ptrdiff_t>(count), m_Stack.end());
    m_Stack.resize(m_Stack.size() - count);
    return items;
  }

  std::vector<const PickleNode *>
  PopToMark()
  {
    if (m_Marks.empty())
    {
      m_Stream.Refuse("a MARK before it");
    }
    std::vector<const PickleNode *> items = PopLast(m_Stack.size() - m_Marks.back());
    m_Marks.pop_back();
    return items;
  }

  PickleNode &
  Top()
  {
    if (m_Stack.size() <= (m_Marks.empty() ? 0 : m_Marks.back()))
    {
      m_Stream.Refuse("a value before it");
    }
    return *m_Stack.back();
  }

  void
  AddTo(PickleKind kind, const std::vector<const PickleNode *> & items)
  {
    PickleNode & target = Top();
    if (target.kind != kind || (kind == PickleKind::Dict && items.size() % 2 != 0))
    {
      m_Stream.Refuse(kind == PickleKind::Dict ? "a dict, then pairs of key and value"
                                               : (kind == PickleKind::List ? "a list before it" : "a set before it"));
    }
    target.items.insert(target.items.end(), items.begin(), items.end());
  }

  void
  Call()
  {
    const auto parts = PopLast(2);
    const PickleNode & callee = *parts[0];
    const PickleNode & arguments = *parts[1];
    if (callee.kind != PickleKind::Global || UseOfGlobal(callee.text) != PickleGlobalUse::Call ||
        arguments.kind != PickleKind::Tuple)
    {
      m_Stream.Refuse("a function that makes plain data, and a tuple, before it");
    }
    if (callee.text == orderedDictGlobal)
    {
      if (!arguments.items.empty())
      {
        m_Stream.Refuse("an OrderedDict made without arguments");
      }
      Push(PickleKind::Dict);
    }
    else if (callee.text == encodeGlobal)
    {
      PushEncoded(arguments);
    }
    else
    {
      PickleNode & object = Push(PickleKind::Object);
      object.text = callee.text;
      object.items = {&arguments};
    }
  }

  /** Python 2 has no bytes: protocol 2 writes them as text, one character for each. */
  void
  PushEncoded(const PickleNode & arguments)
  {
    const bool latin = arguments.items.size() == 2 && arguments.items[0]->kind == PickleKind::Text &&
                       arguments.items[1]->kind == PickleKind::Text && arguments.items[1]->text == "latin1";
    auto bytes = latin ? Latin1FromUtf8(arguments.items[0]->text) : std::nullopt;
    if (!bytes)
    {
      m_Stream.Refuse("bytes as text of the codec latin1");
    }
    Push(PickleKind::Bytes).text = std::move(*bytes);
  }

  void
  Build()
  {
    const auto state = PopLast(1);
    PickleNode & target = Top();
    if (target.kind == PickleKind::Object)
    {
      target.items.push_back(state[0]);
    }
    else if (target.kind != PickleKind::Dict) // attributes of an OrderedDict, such as `_metadata`, mean nothing here
    {
      m_Stream.Refuse("an object or an OrderedDict before it");
    }
  }

  void
  Put(std::uint32_t key)
  {
    m_Memo[key] = &Top();
  }

  void
  Get(std::uint32_t key)
  {
    const auto found = m_Memo.find(key);
    if (found == m_Memo.end())
    {
      m_Stream.Refuse(fmt::format("a value that was put under the number {}", key));
    }
    m_Stack.push_back(found->second);
  }

  void
  Stop()
  {
    if (m_Stack.size() != 1 || !m_Marks.empty())
    {
      m_Stream.Refuse(
          fmt::format("one value at the end, there are {} and {} open mark(s)", m_Stack.size(), m_Marks.size()));
    }
    m_Pickle.root = m_Stack.back();
  }

  PickleStream m_Stream;
  std::vector<PickleNode *> m_Stack;
  std::vector<std::size_t> m_Marks;
  std::unordered_map<std::uint32_t, PickleNode *> m_Memo;
  Pickle m_Pickle;
};

} // namespace

Pickle
ReadPickle(std::span<const std::byte> bytes, const std::string & where)
{
  return PickleMachine(bytes, where).Run();
}

} // namespace vox
