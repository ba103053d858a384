// SPDX-License-Identifier: Apache-2.0
#ifndef voxResultsPage_h
#define voxResultsPage_h

#include <string>
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

using PageElement = std::variant<PageTable, PageDrawing, PagePicture>;

struct PageSection
{
  std::string heading;
  std::string paragraph; ///< may be empty; an empty line begins another one
  std::vector<PageElement> elements;
};

struct ResultsPage
{
  std::string title;
  std::vector<std::string> facts; ///< one line below the title: date, model, cases
  std::vector<PageSection> sections;
  std::string language = "en"; ///< of the texts, as in BCP 47
};

/** One HTML document that needs nothing else: drawings and pictures are part of it as data, and its content security
 * policy allows neither scripts nor anything from outside. Light or dark as the reader prefers, light on paper.
 * Sections have landmarks and headings in order, a list of contents from three sections on, and wide tables scroll by
 * keyboard too. Drawings are embedded as images, so that their names and styles do not meet those of others.
 *
 * Throws Error(Internal) for a table whose rows are not all as long as its header, a section without a heading, a
 * drawing that is no SVG, a picture that is no PNG, or a language with other characters than letters, digits and
 * hyphens. */
[[nodiscard]] std::string RenderResultsPage(const ResultsPage & page);

} // namespace vox

#endif
