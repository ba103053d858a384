// SPDX-License-Identifier: Apache-2.0
#ifndef voxResultsPage_h
#define voxResultsPage_h

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vox
{

// All texts are UTF-8 and plain: what HTML reserves is escaped.

/** Columns of numbers are aligned at the right: those whose cells are numbers, with a sign, a unit of up to four
 * letters, "%" or "±" where needed, or empty, "-", "–" or "nan". The first column names the rows. */
struct PageTable
{
  std::string caption; ///< may be empty
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  bool sortable = false; ///< by the columns, by a script of the page; headings are buttons then
};

/** A drawing, such as RenderCurvesSvg and RenderConfusionSvg make. */
struct PageDrawing
{
  std::string svg;         ///< a self-contained document
  std::string description; ///< for those who do not see it
  std::string caption;     ///< may be empty
};

struct PagePicture
{
  std::string png;         ///< the bytes of a PNG file
  std::string description; ///< for those who do not see it
  std::string caption;     ///< may be empty
};

/** A sentence that must not be overlooked, in a frame. */
struct PageNotice
{
  std::string text;
};

/** Something to operate, as markup of the caller's: its texts are escaped already (Escaped of voxMarkup.h). */
struct PageWidget
{
  std::string html;
  std::string_view script{}; ///< a constant; widgets that share one have it once in the page
  std::string_view style{};  ///< likewise, rules of CSS
};

using PageElement = std::variant<PageTable, PageDrawing, PagePicture, PageNotice, PageWidget>;

struct PageSection
{
  std::string heading;
  std::string paragraph; ///< may be empty; an empty line begins another one
  std::vector<PageElement> elements;
};

/** Of a page that is written anew while something goes on. */
struct PageUpdates
{
  std::string state{};              ///< one word, before the title of the window
  std::optional<double> percent{};  ///< done, 0 to 100: a bar
  std::int64_t writtenAt = 0;       ///< seconds since 1970, UTC
  int refreshSeconds = 0;           ///< until the reader's next look at the file; 0: there is nothing new to come
  std::int64_t staleSeconds = 3600; ///< age at which a page that still refreshes is told to be without news
};

struct ResultsPage
{
  std::string title;
  std::vector<std::string> facts; ///< one line below the title: date, model, cases
  std::vector<PageSection> sections;
  std::string language = "en"; ///< of the texts, as in BCP 47
  std::optional<PageUpdates> updates{};
};

/** One HTML document that needs nothing else: drawings and pictures are part of it as data, and its content security
 * policy allows nothing from outside, and no scripts but those of its own (of tables that sort, widgets and updates),
 * which it names by their hashes. Light or dark as the reader prefers, light on paper. Sections have landmarks and
 * headings in order, a list of contents from three sections on, and wide tables scroll by keyboard too. Drawings are
 * embedded as images, so that their names and styles do not meet those of others.
 *
 * Throws Error(Internal) for a table whose rows are not all as long as its header, a section without a heading, a
 * drawing that is no SVG, a picture that is no PNG, a script that would end its element, or a language with other
 * characters than letters, digits and hyphens.
 *
 * With `updates` the page says when it was written, and loads itself anew from where it lies (also file://) until
 * refreshSeconds are 0; a script tells how long ago that was. Without scripts the time stands there alone, tables are
 * in the order they came in, and widgets show what their markup says. */
[[nodiscard]] std::string RenderResultsPage(const ResultsPage & page);

} // namespace vox

#endif
