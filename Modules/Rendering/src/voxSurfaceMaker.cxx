// SPDX-License-Identifier: Apache-2.0
#include "voxSurfaceMaker.h"

#include "voxError.h"
#include "voxExtractSurfaces.h"

namespace vox
{

SurfaceMaker::SurfaceMaker(Segmentation labels, int threads)
{
  if (labels.layers.empty())
  {
    return;
  }
  m_Future = std::async(std::launch::async, [this, threads, segmentation = std::move(labels)] {
    RunContext context;
    context.threads = threads;
    context.cancelled = &m_IsCancelled;
    context.onProgress = [this](double fraction, std::string_view) { m_Fraction = fraction; };
    return ExtractSurfaces(segmentation, {}, context);
  });
}

SurfaceMaker::~SurfaceMaker()
{
  m_IsCancelled = true;
}

bool
SurfaceMaker::BecameReady(bool waits)
{
  if (!m_Future.valid() || (!waits && m_Future.wait_for(std::chrono::seconds(0)) != std::future_status::ready))
  {
    return false;
  }
  try
  {
    m_Surfaces = m_Future.get();
  }
  catch (const Error & error)
  {
    m_Failure = error.what();
  }
  return true;
}

std::string
SurfaceMaker::Note() const
{
  if (m_Future.valid())
  {
    return fmt::format("making surfaces, {:.0f} %", m_Fraction.load() * 100.0);
  }
  return !m_Failure.empty() ? m_Failure : m_Surfaces.empty() ? "no surfaces" : "surfaces";
}

} // namespace vox
