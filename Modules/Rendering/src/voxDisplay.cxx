// SPDX-License-Identifier: Apache-2.0
#include "voxDisplay.h"

#include "voxError.h"
#include "voxPrivateXServer.h"
#include "voxXErrors.h"

#include <vtkRenderingOpenGLConfigure.h>

#include <cstdlib>
#include <optional>

#include <GL/glx.h>
#include <X11/Xlib.h>

namespace vox
{
namespace
{

#if defined(VTK_OPENGL_HAS_EGL) || defined(VTK_OPENGL_HAS_OSMESA)
constexpr bool kDrawsWithoutServer = true;
#else
constexpr bool kDrawsWithoutServer = false;
#endif

std::optional<std::string>
Variable(const char * name)
{
  const char * value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

void
SetVariable(const char * name, const std::optional<std::string> & value)
{
  value ? ::setenv(name, value->c_str(), 1) : ::unsetenv(name);
}

/** A connection of its own to the server that DISPLAY names, closed at the end. */
class Connection
{
public:
  Connection() : m_Display(Variable("DISPLAY").value_or("").empty() ? nullptr : ::XOpenDisplay(nullptr)) {}
  ~Connection()
  {
    if (m_Display != nullptr)
    {
      ::XCloseDisplay(m_Display);
    }
  }
  Connection(const Connection &) = delete;
  Connection & operator=(const Connection &) = delete;

  [[nodiscard]] bool
  Answers() const
  {
    return m_Display != nullptr;
  }

  /** Name of what draws for OpenGL 3.2, which VTK asks for; empty where that is not to be had. */
  [[nodiscard]] std::string Renderer() const;

private:
  ::Display * m_Display;
};

std::string
Connection::Renderer() const
{
  int base = 0;
  if (!Answers() || ::glXQueryExtension(m_Display, &base, &base) == 0)
  {
    return {};
  }
  const int wanted[] = {GLX_DRAWABLE_TYPE, GLX_WINDOW_BIT, GLX_RENDER_TYPE, GLX_RGBA_BIT, GLX_RED_SIZE, 8, None};
  int count = 0;
  GLXFBConfig * configs = ::glXChooseFBConfig(m_Display, DefaultScreen(m_Display), wanted, &count);
  if (configs == nullptr || count == 0)
  {
    return {};
  }
  std::string name;
  XVisualInfo * visual = ::glXGetVisualFromFBConfig(m_Display, configs[0]);
  GLXContext context = ::glXCreateNewContext(m_Display, configs[0], GLX_RGBA_TYPE, nullptr, True);
  if (visual != nullptr && context != nullptr)
  {
    const Window root = RootWindow(m_Display, visual->screen);
    XSetWindowAttributes attributes{};
    attributes.colormap = ::XCreateColormap(m_Display, root, visual->visual, AllocNone);
    const Window window = ::XCreateWindow(m_Display, root, 0, 0, 8, 8, 0, visual->depth, InputOutput, visual->visual,
                                          CWColormap | CWBorderPixel, &attributes);
    if (::glXMakeCurrent(m_Display, window, context) != 0)
    {
      const auto * text = reinterpret_cast<const char *>(::glGetString(GL_RENDERER));
      name = text == nullptr ? "" : text;
    }
    ::glXMakeCurrent(m_Display, None, nullptr);
    ::XDestroyWindow(m_Display, window);
    ::XFreeColormap(m_Display, attributes.colormap);
  }
  if (context != nullptr)
  {
    ::glXDestroyContext(m_Display, context);
  }
  if (visual != nullptr)
  {
    ::XFree(visual);
  }
  ::XFree(configs);
  return name;
}

} // namespace

class Display::State
{
public:
  ~State()
  {
    server.reset();
    if (isReplaced)
    {
      SetVariable("DISPLAY", display);
      SetVariable("XAUTHORITY", authority);
    }
  }

  void
  StartServer()
  {
    server.emplace();
    display = Variable("DISPLAY");
    authority = Variable("XAUTHORITY");
    isReplaced = true;
    SetVariable("DISPLAY", server->Name());
    SetVariable("XAUTHORITY", server->Authority().string());
  }

  std::optional<PrivateXServer> server;
  std::string name;
  std::string renderer;
  bool isReplaced = false;
  std::optional<std::string> display;
  std::optional<std::string> authority;
};

Display::Display(DisplayUse use) : m_State(std::make_unique<State>())
{
  if (kDrawsWithoutServer && use == DisplayUse::OffScreen)
  {
    m_State->renderer = "EGL or OSMesa";
    return;
  }
  CatchXErrors();
  {
    const Connection connection;
    m_State->renderer = connection.Renderer();
    if (use == DisplayUse::OnScreen && m_State->renderer.empty())
    {
      Fail(ErrorKind::Resource,
           "display: found {} at DISPLAY '{}', expected an X server with OpenGL; log in with "
           "`ssh -X`, or draw into a file",
           connection.Answers() ? "a server without OpenGL" : "no server", Variable("DISPLAY").value_or(""));
    }
  }
  if (m_State->renderer.empty())
  {
    m_State->StartServer();
    m_State->renderer = Connection().Renderer();
    if (m_State->renderer.empty())
    {
      Fail(ErrorKind::Resource, "display: found no OpenGL in Xvfb, expected Mesa's; install the package "
                                "libgl1-mesa-dri");
    }
  }
  m_State->name = Variable("DISPLAY").value_or("");
}

Display::~Display() = default;

const std::string &
Display::Name() const
{
  return m_State->name;
}

bool
Display::IsPrivate() const
{
  return m_State->server.has_value();
}

std::string
Display::Renderer() const
{
  return m_State->renderer + (IsPrivate() ? ", private Xvfb" : "");
}

} // namespace vox
