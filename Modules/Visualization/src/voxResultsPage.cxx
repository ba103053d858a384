// SPDX-License-Identifier: Apache-2.0
#include "voxResultsPage.h"

#include "voxBase64.h"
#include "voxError.h"
#include "voxMarkup.h"
#include "voxPageAge.h"
#include "voxPageScripts.h"
#include "voxPageTable.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace vox
{
namespace
{

constexpr const char * Style =
    R"(:root { color-scheme: light dark; --back: #ffffff; --text: #1f2328; --faint: #59636e; --line: #d1d9e0; --link: #0958b3;
  --stripe: #f6f8fa; --warn: #b35900; }
@media (prefers-color-scheme: dark) { :root { --back: #14181d; --text: #e8edf2; --faint: #9aa5b1; --line: #3a434d;
  --link: #6ea8ff; --stripe: #1b2027;
  --warn: #ffb454; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 72rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; }
h1 { margin: 0 0 .25rem; font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.25rem; }
p { max-width: 48rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
.facts { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none;
  color: var(--faint); }
progress { width: 100%; max-width: 48rem; accent-color: var(--link); }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { padding-bottom: .5rem; text-align: left; color: var(--faint); }
th, td { padding: .3rem .8rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-bottom-width: 2px; vertical-align: bottom; }
tbody th { font-weight: 500; }
tbody tr:nth-child(even) { background: var(--stripe); }
.n { text-align: right; white-space: nowrap; }
th button { margin: 0; padding: 0; border: 0; background: none; color: inherit; font: inherit; text-align: inherit;
  cursor: pointer; text-decoration: underline dotted; text-underline-offset: .2em; }
[aria-sort] button { text-decoration: underline solid; }
[aria-sort=ascending] button::after { content: " \25B2"; }
[aria-sort=descending] button::after { content: " \25BC"; }
.notice { padding: .6rem 1rem; border: 1px solid var(--line); border-left: .4rem solid var(--warn);
  background: var(--stripe); }
figure { margin: 1.5rem 0; }
img { max-width: 100%; height: auto; border: 1px solid var(--line); }
figcaption { color: var(--faint); }
@media print { :root { color-scheme: light; --back: #ffffff; --text: #000000; --faint: #444444; --line: #999999;
  --link: #000000; --stripe: #ffffff; } body { max-width: none; padding: 0; } nav, .skip { display: none; }
  .scroll { overflow: visible; } figure, tr { break-inside: avoid; } h2 { break-after: avoid; } th button { all: unset; } }
)";

/** A big-endian number in the header of a PNG. */
std::uint32_t
NumberAt(const std::string & png, std::size_t offset)
{
  std::uint32_t result = 0;
  for (std::size_t i = 0; i < 4; ++i)
  {
    result = result << 8 | static_cast<unsigned char>(png[offset + i]);
  }
  return result;
}

std::string
Figure(const std::string & image, const std::string & caption)
{
  const std::string below = caption.empty() ? "" : fmt::format("<figcaption>{}</figcaption>\n", Escaped(caption));
  return fmt::format("<figure>\n{}\n{}</figure>\n", image, below);
}

std::string
Markup(const PageTable & table, const PageSection & section)
{
  return TableMarkup(table, section.heading);
}

std::string
Markup(const PageNotice & notice, const PageSection &)
{
  return fmt::format("<p class=\"notice\" role=\"note\">{}</p>\n", Escaped(notice.text));
}

std::string
Markup(const PageWidget & widget, const PageSection &)
{
  return widget.html;
}

std::string
Markup(const PageDrawing & drawing, const PageSection & section)
{
  if (!drawing.svg.starts_with("<svg") && !drawing.svg.starts_with("<?xml"))
  {
    Fail(ErrorKind::Internal, "page section '{}': found a drawing that does not begin with <svg", section.heading);
  }
  return Figure(fmt::format("<img src=\"data:image/svg+xml;base64,{}\" alt=\"{}\">", Base64(drawing.svg),
                            Escaped(drawing.description)),
                drawing.caption);
}

std::string
Markup(const PagePicture & picture, const PageSection & section)
{
  // The signature, and the first chunk with width and height.
  constexpr std::string_view Signature("\x89PNG\r\n\x1a\n", 8);
  constexpr std::size_t WidthOffset = 16;
  if (picture.png.size() < WidthOffset + 8 || !picture.png.starts_with(Signature))
  {
    Fail(ErrorKind::Internal, "page section '{}': found {} bytes that are no PNG picture", section.heading,
         picture.png.size());
  }
  return Figure(fmt::format("<img src=\"data:image/png;base64,{}\" width=\"{}\" height=\"{}\" alt=\"{}\">",
                            Base64(picture.png), NumberAt(picture.png, WidthOffset),
                            NumberAt(picture.png, WidthOffset + 4), Escaped(picture.description)),
                picture.caption);
}

/** A text as paragraphs, which empty lines part. */
std::string
Paragraphs(std::string_view text)
{
  std::string html;
  while (!text.empty())
  {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    if (end > 0)
    {
      html += fmt::format("<p>{}</p>\n", Escaped(text.substr(0, end)));
    }
    text.remove_prefix(std::min(end + 2, text.size()));
  }
  return html;
}

std::string
Contents(const std::vector<PageSection> & sections)
{
  constexpr std::size_t FewestForContents = 3;
  if (sections.size() < FewestForContents)
  {
    return {};
  }
  std::string html = "<nav aria-label=\"Contents\">\n<ul>\n";
  for (std::size_t i = 0; i < sections.size(); ++i)
  {
    html += fmt::format("<li><a href=\"#section-{}\">{}</a></li>\n", i + 1, Escaped(sections[i].heading));
  }
  return html + "</ul>\n</nav>\n";
}

std::string
SectionMarkup(const PageSection & section, std::size_t number)
{
  if (section.heading.empty())
  {
    Fail(ErrorKind::Internal, "page section {}: found no heading, expected one", number);
  }
  std::string html = fmt::format("<section aria-labelledby=\"section-{0}\">\n<h2 id=\"section-{0}\">{1}</h2>\n", number,
                                 Escaped(section.heading));
  html += Paragraphs(section.paragraph);
  for (const PageElement & element : section.elements)
  {
    html += std::visit([&](const auto & shown) { return Markup(shown, section); }, element);
  }
  return html + "</section>\n";
}

void
AddOnce(std::vector<std::string_view> & texts, std::string_view text)
{
  if (!text.empty() && std::find(texts.begin(), texts.end(), text) == texts.end())
  {
    texts.push_back(text);
  }
}

/** What the elements of a page need, each once. */
struct Needs
{
  std::vector<std::string_view> scripts;
  std::vector<std::string_view> styles;
};

Needs
NeedsOf(const ResultsPage & page)
{
  Needs needs;
  AddOnce(needs.scripts, page.updates ? kAgeScript : std::string_view());
  for (const PageSection & section : page.sections)
  {
    for (const PageElement & element : section.elements)
    {
      if (const auto * table = std::get_if<PageTable>(&element); table != nullptr && table->sortable)
      {
        AddOnce(needs.scripts, kSortScript);
      }
      if (const auto * widget = std::get_if<PageWidget>(&element); widget != nullptr)
      {
        AddOnce(needs.scripts, widget->script);
        AddOnce(needs.styles, widget->style);
      }
    }
  }
  return needs;
}

bool
IsLanguage(const std::string & language)
{
  return !language.empty() && std::all_of(language.begin(), language.end(), [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) != 0 || c == '-');
  });
}

} // namespace

std::string
RenderResultsPage(const ResultsPage & page)
{
  if (!IsLanguage(page.language))
  {
    Fail(ErrorKind::Internal, "page: found the language '{}', expected one such as en or pt-BR", page.language);
  }
  const Needs needs = NeedsOf(page);
  std::string html =
      fmt::format("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n", page.language);
  html += fmt::format("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
                      "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'{}\">\n",
                      ScriptPolicy(needs.scripts));
  html += page.updates ? RefreshMarkup(*page.updates) : "";
  html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  html += fmt::format("<title>{}{}</title>\n{}</head>\n<body>\n",
                      page.updates ? Escaped(StateText(*page.updates)) + " - " : "", Escaped(page.title),
                      fmt::format("<style>\n{}{}</style>\n", Style, fmt::join(needs.styles, "")));
  html += "<a class=\"skip\" href=\"#results\">Skip to the results</a>\n";
  html += fmt::format("<header>\n<h1>{}</h1>\n", Escaped(page.title));
  if (!page.facts.empty())
  {
    html += "<ul class=\"facts\">\n";
    for (const std::string & fact : page.facts)
    {
      html += fmt::format("<li>{}</li>\n", Escaped(fact));
    }
    html += "</ul>\n";
  }
  html += page.updates ? AgeMarkup(*page.updates) : "";
  html += "</header>\n" + Contents(page.sections) + "<main id=\"results\" tabindex=\"-1\">\n";
  for (std::size_t i = 0; i < page.sections.size(); ++i)
  {
    html += SectionMarkup(page.sections[i], i + 1);
  }
  return html + "</main>\n" + ScriptMarkup(needs.scripts) + "</body>\n</html>\n";
}

} // namespace vox
