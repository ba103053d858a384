// SPDX-License-Identifier: Apache-2.0
#include "voxPickle.h"

#include "voxExpectError.h"
#include "voxPickleBytes.h"
#include "voxRandom.h"

namespace vox
{
namespace
{

using namespace testing::pickle;

Pickle
Read(const std::string & bytes)
{
  return ReadPickle(std::as_bytes(std::span(bytes)), "a.pth: data.pkl");
}

void
ExpectRefused(const std::string & bytes, const std::string & text)
{
  VOX_EXPECT_ERROR((void)Read(bytes), ErrorKind::BadModel, text);
  VOX_EXPECT_ERROR((void)Read(bytes), ErrorKind::BadModel, "a.pth: data.pkl: byte ");
}

/** A pickle with something of everything that checkpoints hold. */
std::string
Everything()
{
  return Pickled(
      Dict({Text("weights"), OrderedDict({Text("w"), Tuple({Text("storage"), Global("torch", "FloatStorage")}) + "Q"}),
            Text("best"), NumpyScalar("f4", "abcd"), Text("numbers"), List({Int(-3), Real(0.5), none, yes, no, ")"}),
            Text("device"), Call(Global("torch", "device"), {Text("cpu")}) + "q" + Op(9), Text("again"), "h" + Op(9)}));
}

TEST(PickleRefusal, OfGlobalsThatCheckpointsDoNotHold)
{
  const std::vector<std::pair<std::string, std::string>> globals{
      {"os", "system"},        {"posix", "system"},           {"nt", "system"},
      {"subprocess", "Popen"}, {"builtins", "eval"},          {"builtins", "exec"},
      {"__builtin__", "eval"}, {"builtins", "getattr"},       {"torch", "load"},
      {"torch.hub", "load"},   {"torch._utils", "__dict__"},  {"numpy", "load"},
      {"_codecs", "decode"},   {"collections", "namedtuple"}, {"importlib", "import_module"}};
  for (const auto & [module, name] : globals)
  {
    const std::string message =
        "byte 2: found the global '" + module + " " + name + "', expected one of those in checkpoints of nnU-Net";
    ExpectRefused(Pickled(Call(Global(module, name), {Text("echo")})), message);
    ExpectRefused(Pickled(Global(module, name)), message);
    // The name alone, as protocol 4 has it, is no way around.
    ExpectRefused(Pickled(Text(module) + Text(name) + Op(0x93), 4), "found the global '" + module + " " + name + "'");
  }
}

TEST(PickleRefusal, WritesForeignNamesOnOneLine)
{
  ExpectRefused(Pickled(Text("a\nb\x1b[31m") + Text("c\r") + Op(0x93), 4), "found the global 'a?b?[31m c?'");
  ExpectRefused(Pickled(Global("os", std::string(150, 'n'))), "nnn...'");
  ExpectRefused(Pickled(Global("os", std::string(300, 'x'))), "a name of at most 200 bytes");
}

TEST(PickleRefusal, OfEveryOpcodeThatTorchDoesNotWrite)
{
  const std::string accepted = "(.GJKMNQRXBCabcehjqrstu)]}"
                               "\x80\x81\x85\x86\x87\x88\x89\x8a\x8c\x8f\x90\x93\x94\x95";
  int refused = 0;
  for (int opcode = 0; opcode < 256; ++opcode)
  {
    if (accepted.find(static_cast<char>(opcode)) != std::string::npos)
    {
      continue;
    }
    ExpectRefused(Pickled("N" + Op(opcode)), fmt::format("0x{:02x}", opcode));
    ++refused;
  }
  EXPECT_EQ(refused, 256 - 40);
  ExpectRefused(Pickled("Nios\nsystem\n"), "byte 3: found the opcode INST (0x69), expected the opcodes of torch.save");
  ExpectRefused(Pickled("(No"), "byte 4: found the opcode OBJ (0x6f)");
  ExpectRefused(Pickled("P1\n"), "byte 2: found the opcode PERSID (0x50)");
  ExpectRefused(Pickled(Op(0x82) + Op(1)), "byte 2: found the opcode EXT1 (0x82)");
}

TEST(PickleRefusal, OfGlobalsWhereverTheyHide)
{
  const std::string hidden = Global("os", "system");
  const std::string message = "found the global 'os system'";
  ExpectRefused(Pickled(Tuple({Text("storage"), hidden, Text("0"), Text("cpu"), Int(1)}) + "Q"), message);
  ExpectRefused(Pickled(hidden + "Q"), message);
  ExpectRefused(Pickled(Dict({hidden, none})), message);
  ExpectRefused(Pickled(Dict({Text("state"), List({OrderedDict({Text("w"), hidden})})})), message);
  ExpectRefused(Pickled(Call(Global("collections", "OrderedDict"), {}) + Dict({Text("__reduce__"), hidden}) + "b"),
                message);
  // The name by way of the memo.
  ExpectRefused(Pickled(Text("os") + "q" + Op(0) + "0" + Text("x") + "h" + Op(0), 4), "POP (0x30)");
  ExpectRefused(Pickled(Tuple({Text("os") + "q" + Op(0), Text("system") + "q" + Op(1)}) + "h" + Op(0) + "h" + Op(1) +
                            Op(0x93) + Op(0x86),
                        4),
                message);
}

TEST(PickleRefusal, OfMemosAndSizesThatWouldFillTheMemory)
{
  const std::string last = Raw(std::uint32_t{0xfffffffe});
  EXPECT_EQ(Read(Pickled("Nr" + last)).root->kind, PickleKind::None); // LONG_BINPUT at the end of the numbers
  ExpectRefused(Pickled("j" + last), "expected a value that was put under the number 4294967294");
  const std::string huge = Raw(std::uint64_t{1} << 60);
  ExpectRefused(Pickled(Op(0x8d) + huge, 4), "BINUNICODE8 (0x8d)");
  ExpectRefused(Pickled(Op(0x8e) + huge, 4), "BINBYTES8 (0x8e)");
  ExpectRefused(Pickled(Op(0x96) + huge, 5), "BYTEARRAY8 (0x96)");
  ExpectRefused(Pickled(Op(0x8b) + Raw(std::uint32_t{0x7fffffff}), 2), "LONG4 (0x8b)");
}

TEST(PickleRefusal, OfOtherProtocols)
{
  ExpectRefused("", "byte 0: found 0x00 0x00 at the begin of 0 bytes, expected a pickle of protocol 2 to 5");
  ExpectRefused(Op(0x80), "of 1 bytes");
  ExpectRefused("N.", "byte 0: found 0x4e 0x2e");
  ExpectRefused(Pickled(none, 1), "found 0x80 0x01");
  ExpectRefused(Pickled(none, 6), "found 0x80 0x06");
  ExpectRefused(Pickled("N" + Op(0x80) + Op(2)), "byte 3: found the opcode PROTO (0x80), expected at the beginning");
}

TEST(PickleRefusal, OfAPickleThatIsCutOffAnywhere)
{
  const std::string whole = Everything();
  (void)Read(whole);
  for (std::size_t size = 0; size < whole.size(); ++size)
  {
    SCOPED_TRACE(size);
    VOX_EXPECT_ERROR((void)Read(whole.substr(0, size)), ErrorKind::BadModel, "a.pth: data.pkl: byte ");
  }
}

TEST(PickleRefusal, OfLengthsBeyondTheEnd)
{
  const std::string huge(4, '\xff');
  ExpectRefused(Pickled("X" + huge + "abc"), "byte 2: the pickle is cut off after 11 bytes, expected 4294967291 more");
  ExpectRefused(Pickled("B" + huge), "is cut off");
  ExpectRefused(Pickled(Op(0x8c) + Op(255)), "is cut off");
  ExpectRefused(Pickled(Op(0x8a) + Op(255)), "is cut off");
  // The length of a frame is a hint to buffered readers; only what is there counts.
  EXPECT_EQ(Read(Pickled(Op(0x95) + std::string(8, '\xff') + "N", 4)).root->kind, PickleKind::None);
}

TEST(PickleRefusal, OfOpcodesThatDoNotFitTogether)
{
  const std::string storage = Global("torch", "FloatStorage");
  ExpectRefused(Pickled(""), "found the opcode STOP (0x2e), expected one value at the end, there are 0");
  ExpectRefused(Pickled("NN"), "expected one value at the end, there are 2");
  ExpectRefused(Pickled("N("), "1 open mark(s)");
  ExpectRefused(Pickled("Nt"), "found the opcode TUPLE (0x74), expected a MARK before it");
  ExpectRefused(Pickled("N" + Op(0x86)), "expected 2 value(s) before it, there are 1");
  ExpectRefused(Pickled("N(N" + Op(0x86)), "expected 2 value(s) before it, there are 1");
  ExpectRefused(Pickled("}Na"), "found the opcode APPEND (0x61), expected a list before it");
  ExpectRefused(Pickled("](Nu"), "expected a dict, then pairs");
  ExpectRefused(Pickled("}(Nu"), "expected a dict, then pairs");
  ExpectRefused(Pickled("](N" + Op(0x90)), "expected a set before it");
  ExpectRefused(Pickled("a"), "expected 1 value(s)");
  ExpectRefused(Pickled("(e"), "expected a value before it");
  ExpectRefused(Pickled("q" + Op(0)), "found the opcode BINPUT (0x71), expected a value before it");
  ExpectRefused(Pickled("h" + Op(3)),
                "found the opcode BINGET (0x68), expected a value that was put under the number 3");
  ExpectRefused(Pickled("N)R"), "found the opcode REDUCE (0x52), expected a function that makes plain data");
  ExpectRefused(Pickled(storage + ")R"), "expected a function that makes plain data");
  ExpectRefused(Pickled(Global("torch", "device") + "NR"), "and a tuple, before it");
  ExpectRefused(Pickled("]Nb"), "found the opcode BUILD (0x62), expected an object or an OrderedDict");
  ExpectRefused(Pickled("NN" + Op(0x93), 4), "found the opcode STACK_GLOBAL (0x93), expected two texts");
  ExpectRefused(Pickled(Call(Global("collections", "OrderedDict"), {"]"})), "made without arguments");
}

TEST(PickleRefusal, OfTextThatIsNone)
{
  for (const char * text : {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\x80", "a\xe2\x82"})
  {
    ExpectRefused(Pickled(Text(text)), "found the opcode BINUNICODE (0x58), expected text in UTF-8");
  }
  const auto encode = [](const std::string & text, const std::string & codec) {
    return Pickled(Call(Global("_codecs", "encode"), {Text(text), Text(codec)}));
  };
  ExpectRefused(encode("a", "rot13"), "expected bytes as text of the codec latin1");
  ExpectRefused(encode("\xe2\x82\xac", "latin1"), "expected bytes as text of the codec latin1");
  ExpectRefused(Pickled(Call(Global("_codecs", "encode"), {none, Text("latin1")})), "codec latin1");
  ExpectRefused(Pickled(Call(Global("_codecs", "encode"), {Text("a")})), "codec latin1");
}

TEST(PickleRefusal, SurvivesEveryChangedByte)
{
  const std::string whole = Everything();
  Random random(1, {2});
  for (std::size_t i = 0; i < whole.size(); ++i)
  {
    for (int trial = 0; trial < 40; ++trial)
    {
      std::string changed = whole;
      changed[i] = static_cast<char>(random.Integer(0, 255));
      const auto other = static_cast<std::size_t>(random.Integer(0, static_cast<std::int64_t>(changed.size()) - 1));
      changed[other] = static_cast<char>(changed[other] ^ (1 << random.Integer(0, 7)));
      try
      {
        EXPECT_NE(Read(changed).root, nullptr);
      }
      catch (const Error & error)
      {
        EXPECT_EQ(error.Kind(), ErrorKind::BadModel);
        EXPECT_THAT(error.what(), ::testing::Not(::testing::HasSubstr("\n")));
      }
    }
  }
}

} // namespace
} // namespace vox
