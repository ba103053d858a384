// SPDX-License-Identifier: Apache-2.0
#ifndef voxDisplay_h
#define voxDisplay_h

#include <memory>
#include <string>
#include <string_view>

namespace vox
{

/** Who is to see what is drawn. */
enum class DisplayUse
{
  OffScreen, ///< nobody: pictures for files
  OnScreen   ///< a person, at the screen that DISPLAY names
};

/** Makes sure that an X server with OpenGL answers for as long as this object lives. VTK as Debian builds it ends the
 * process where none does, so that one of these must be there before anything of VTK draws.
 *
 * Off screen, the server that DISPLAY names is taken where it answers; else a private one is started (Xvfb), which
 * listens on no network, lets in only who holds its cookie, takes a free number, and ends together with its folder when
 * this object or this process does, however that comes about. Several processes do not meet each other. DISPLAY and
 * XAUTHORITY of this process name the private server meanwhile and are put back. On screen only DISPLAY counts. Where
 * VTK draws with EGL or OSMesa, nothing is needed off screen and nothing is started.
 *
 * Made and destroyed in the main thread, one at a time, while no other thread reads the environment. Throws
 * Error(Resource) where no server is there and none can be started, naming the package to install. */
class Display
{
public:
  explicit Display(DisplayUse use);
  ~Display();
  Display(const Display &) = delete;
  Display & operator=(const Display &) = delete;

  /** As DISPLAY has it, ":99"; empty where none is needed. */
  [[nodiscard]] const std::string & Name() const;
  /** True for a server that was started by this object. */
  [[nodiscard]] bool IsPrivate() const;
  /** What draws, for people: "llvmpipe (LLVM 15.0.6, 256 bits), private Xvfb". */
  [[nodiscard]] std::string Renderer() const;

private:
  class State;
  std::unique_ptr<State> m_State;
};

/** What to do when the X server goes away or refuses a request while it is drawn to. Xlib ends the process when this
 * returns, and lets no exception through, so that `leave` must not return: it says the line and ends the process. */
void OnDisplayLost(void (*leave)(std::string_view line));

} // namespace vox

#endif
