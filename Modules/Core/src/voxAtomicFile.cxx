// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"

#include "voxError.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace vox
{
namespace
{

/** `case.nii.gz` becomes `case.part-1234.nii.gz`. A leading dot belongs to the name, not to the extension. */
std::filesystem::path
TemporaryName(const std::filesystem::path & destination)
{
  const std::string name = destination.filename().string();
  const std::size_t dot = name.find('.', 1);
  const std::string stem = name.substr(0, dot);
  const std::string extension = dot == std::string::npos ? std::string() : name.substr(dot);
  return destination.parent_path() / fmt::format("{}.part-{}{}", stem, ::getpid(), extension);
}

} // namespace

AtomicFile::AtomicFile(std::filesystem::path destination)
    : m_Destination(std::move(destination)), m_Temporary(TemporaryName(m_Destination))
{
  const std::filesystem::path folder = m_Destination.has_parent_path() ? m_Destination.parent_path() : ".";
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored))
  {
    Fail(ErrorKind::BadInput, "{}: the folder {} does not exist; create it first", m_Destination.string(),
         folder.string());
  }
  if (std::filesystem::is_directory(m_Destination, ignored))
  {
    Fail(ErrorKind::BadInput, "{}: is a folder, expected the name of a file to write", m_Destination.string());
  }
  // Opening tells at once what a writer deep inside a library would report late or not at all.
  if (!std::ofstream(m_Temporary, std::ios::binary))
  {
    Fail(ErrorKind::BadInput, "{}: cannot be written ({}); choose a writable folder", m_Destination.string(),
         std::strerror(errno));
  }
}

AtomicFile::~AtomicFile()
{
  if (!m_Committed)
  {
    std::error_code ignored;
    std::filesystem::remove(m_Temporary, ignored);
  }
}

void
AtomicFile::Commit()
{
  std::error_code error;
  std::filesystem::rename(m_Temporary, m_Destination, error);
  if (error)
  {
    Fail(ErrorKind::Resource, "{}: cannot be written ({})", m_Destination.string(), error.message());
  }
  m_Committed = true;
}

void
WriteTextFile(const std::filesystem::path & path, std::string_view text)
{
  AtomicFile file(path);
  std::ofstream stream(file.TemporaryPath(), std::ios::binary);
  stream << text;
  stream.close();
  if (!stream)
  {
    Fail(ErrorKind::Resource, "{}: writing failed ({}); is the disk full?", path.string(), std::strerror(errno));
  }
  file.Commit();
}

std::string
ReadTextFile(const std::filesystem::path & path)
{
  std::ifstream stream(path, std::ios::binary);
  std::error_code ignored;
  if (!stream || std::filesystem::is_directory(path, ignored))
  {
    Fail(ErrorKind::BadInput, "{}: cannot be read; expected an existing file", path.string());
  }
  std::ostringstream text;
  text << stream.rdbuf();
  return std::move(text).str();
}

} // namespace vox
