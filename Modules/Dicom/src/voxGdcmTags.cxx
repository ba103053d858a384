// SPDX-License-Identifier: Apache-2.0
#include "voxGdcmTags.h"

#include "voxError.h"
#include "voxImplicitItems.h"

#include <fmt/format.h>
#include <gdcmSequenceOfItems.h>

#include <charconv>
#include <cstring>
#include <string_view>

namespace vox
{
namespace
{

std::string_view
Bare(std::string_view text)
{
  constexpr std::string_view kPadding(" \0\t\r\n", 5);
  const std::size_t first = text.find_first_not_of(kPadding);
  return first == std::string_view::npos ? std::string_view{}
                                         : text.substr(first, text.find_last_not_of(kPadding) - first + 1);
}

template <typename T>
std::optional<T>
FirstOf(const gdcm::DataSet & dataset, const gdcm::Tag & tag)
{
  const gdcm::ByteValue * bytes = dataset.FindDataElement(tag) ? dataset.GetDataElement(tag).GetByteValue() : nullptr;
  if (bytes == nullptr || bytes->GetLength() < sizeof(T))
  {
    return std::nullopt;
  }
  T value{};
  std::memcpy(&value, bytes->GetPointer(), sizeof(T));
  return value;
}

} // namespace

std::optional<std::string>
TextOf(const gdcm::DataSet & dataset, const gdcm::Tag & tag)
{
  const gdcm::ByteValue * bytes = dataset.FindDataElement(tag) ? dataset.GetDataElement(tag).GetByteValue() : nullptr;
  if (bytes == nullptr || bytes->GetLength() == 0)
  {
    return std::nullopt;
  }
  const std::string_view text = Bare({bytes->GetPointer(), bytes->GetLength()});
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

std::vector<double>
DecimalsOf(const gdcm::DataSet & dataset, const gdcm::Tag & tag)
{
  const std::optional<std::string> text = TextOf(dataset, tag);
  std::vector<double> numbers;
  std::string_view rest = text ? std::string_view(*text) : std::string_view{};
  while (!rest.empty())
  {
    const std::size_t end = std::min(rest.find('\\'), rest.size());
    std::string_view part = Bare(rest.substr(0, end));
    part.remove_prefix(part.starts_with('+') ? 1 : 0);
    double number = 0.0;
    const auto [stop, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    if (error != std::errc{} || stop != part.data() + part.size())
    {
      return {};
    }
    numbers.push_back(number);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return numbers;
}

std::optional<int>
Unsigned16Of(const gdcm::DataSet & dataset, const gdcm::Tag & tag)
{
  return FirstOf<std::uint16_t>(dataset, tag);
}

std::optional<std::uint32_t>
Unsigned32Of(const gdcm::DataSet & dataset, const gdcm::Tag & tag)
{
  return FirstOf<std::uint32_t>(dataset, tag);
}

std::optional<double>
DoubleOf(const gdcm::DataSet & dataset, const gdcm::Tag & tag)
{
  return FirstOf<double>(dataset, tag);
}

std::vector<gdcm::DataSet>
ItemsOf(const gdcm::DataSet & dataset, const gdcm::Tag & tag, const std::string & file)
{
  std::vector<gdcm::DataSet> items;
  if (dataset.FindDataElement(tag))
  {
    const gdcm::DataElement & element = dataset.GetDataElement(tag);
    const gdcm::ByteValue * bytes = element.GetByteValue();
    if (bytes != nullptr && !AreImplicitItems({bytes->GetPointer(), bytes->GetLength()}))
    {
      Fail(ErrorKind::BadInput,
           "{}: sequence {}: found {} bytes that are no items, expected items; the file may be damaged", file,
           NameOf(tag), std::size_t{bytes->GetLength()});
    }
    const gdcm::SmartPointer<gdcm::SequenceOfItems> sequence = element.GetValueAsSQ();
    for (std::size_t i = 1; sequence != nullptr && i <= sequence->GetNumberOfItems(); ++i)
    {
      items.push_back(sequence->GetItem(i).GetNestedDataSet());
    }
  }
  return items;
}

std::string
NameOf(const gdcm::Tag & tag)
{
  return fmt::format("({:04x},{:04x})", tag.GetGroup(), tag.GetElement());
}

} // namespace vox
