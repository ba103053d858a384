// SPDX-License-Identifier: Apache-2.0
#include "voxReferenceVerb.h"

#include "voxAtomicFile.h"
#include "voxCommandLine.h"
#include "voxCompletion.h"
#include "voxManPage.h"

#include <array>

namespace vox
{
namespace
{

enum class ReferenceKind
{
  Man,
  Bash,
  Zsh,
  Fish
};

std::span<const EnumName<ReferenceKind>>
EnumNames(ReferenceKind)
{
  static constexpr std::array<EnumName<ReferenceKind>, 4> names{{{ReferenceKind::Man, "man"},
                                                                 {ReferenceKind::Bash, "bash"},
                                                                 {ReferenceKind::Zsh, "zsh"},
                                                                 {ReferenceKind::Fish, "fish"}}};
  return names;
}

std::string
TextOf(ReferenceKind kind, const ProgramReference & reference)
{
  switch (kind)
  {
  case ReferenceKind::Man:
    return ManPage(reference);
  case ReferenceKind::Bash:
    return BashCompletion(reference);
  case ReferenceKind::Zsh:
    return ZshCompletion(reference);
  case ReferenceKind::Fish:
    return FishCompletion(reference);
  }
  Fail(ErrorKind::Internal, "a kind of reference has no text");
}

class ReferenceVerb final : public Verb
{
public:
  ReferenceVerb(const CLI::App & program, const std::vector<std::unique_ptr<Verb>> & verbs)
      : m_Program(program), m_Verbs(verbs)
  {}

  VerbText
  Text() const override
  {
    return {"reference", "Print the manual page, or completions for a shell",
            "man   the manual page: `voxtome reference man | man -l -`.\n"
            "bash  completions for bash: `source <(voxtome reference bash)`.\n"
            "zsh   completions for zsh, a file _voxtome in a folder of $fpath.\n"
            "fish  completions for fish: `voxtome reference fish | source`.\n"
            "All are made of the options that the verbs describe, so they fit this program. A build leaves them in\n"
            "share/, and an installation has them where man and the shells look.",
            "Shells complete verbs, options, their choices, keys of --set and paths; no names inside of files.",
            "  voxtome reference man -o voxtome.1\n"
            "  voxtome reference bash"};
  }

  void
  Describe(CLI::App & app) override
  {
    AddChoice(app, "kind", m_Kind, "what to print")->required();
    app.add_option("-o,--output", m_Output, "file to write instead");
  }

  void
  Run(Session & session) override
  {
    const std::string text = TextOf(m_Kind, DescribeReference(m_Program, m_Verbs));
    if (m_Output.empty())
    {
      session.terminal.Print(text);
      session.terminal.Result({{"kind", NameOf(m_Kind)}, {"text", text}});
      return;
    }
    WriteTextFile(m_Output, text);
    session.terminal.Result({{"kind", NameOf(m_Kind)}, {"output", m_Output}});
  }

private:
  const CLI::App & m_Program;
  const std::vector<std::unique_ptr<Verb>> & m_Verbs;
  ReferenceKind m_Kind = ReferenceKind::Man;
  std::string m_Output;
};

} // namespace

std::unique_ptr<Verb>
MakeReferenceVerb(const CLI::App & program, const std::vector<std::unique_ptr<Verb>> & verbs)
{
  return std::make_unique<ReferenceVerb>(program, verbs);
}

} // namespace vox
