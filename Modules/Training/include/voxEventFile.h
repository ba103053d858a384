// SPDX-License-Identifier: Apache-2.0
#ifndef voxEventFile_h
#define voxEventFile_h

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace vox
{

/** One number of a step, such as a loss. */
struct EventScalar
{
  std::string tag; ///< UTF-8; slashes make groups
  double value = 0.0;
};

/** An event file of TensorBoard, to which numbers are appended: TFRecords that hold messages `Event` of TensorFlow's
 * event.proto and summary.proto (checked with TensorBoard 2.21). A message is one write, which reaches the file before
 * Add() returns, so a process that is killed leaves at most one damaged record at the end, where readers stop. */
class EventFile
{
public:
  /** Makes the folder if missing, and a file of its own in it, events.out.tfevents.SECONDS.NUMBER.voxtome; the name of
   * the machine, which others write there, is left out. Readers forget what earlier files of the folder say of
   * `firstStep` and later ones: a run that goes on repeats the steps after its checkpoint. `wallTime` is in seconds
   * since 1970. Throws Error(Resource) if the file cannot be written. */
  EventFile(const std::filesystem::path & folder, double wallTime, std::int64_t firstStep);

  /** Numbers that are not finite are left out. Throws as the constructor. */
  void Add(double wallTime, std::int64_t step, std::span<const EventScalar> scalars);

  [[nodiscard]] const std::filesystem::path &
  Path() const
  {
    return m_Path;
  }

private:
  void Append(std::string_view message) const;

  std::filesystem::path m_Path;
};

// The messages, as they stand in a file.

/** The first of a file: its version. */
[[nodiscard]] std::string VersionEvent(double wallTime);
/** The start of a session, at which readers forget later steps of earlier ones. */
[[nodiscard]] std::string StartEvent(double wallTime, std::int64_t step);
[[nodiscard]] std::string ScalarEvent(double wallTime, std::int64_t step, std::span<const EventScalar> scalars);

/** A message as a TFRecord: its length in 8 bytes, their masked CRC32C, the message, its masked CRC32C, all
 * little-endian. */
[[nodiscard]] std::string Record(std::string_view message);

} // namespace vox

#endif
