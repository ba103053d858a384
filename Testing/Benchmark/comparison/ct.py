# SPDX-License-Identifier: Apache-2.0
"""CT volumes and label maps of any size, from a real CT or, where there is none, from ellipsoids."""
import pathlib


def real(file, size):
    """The CT stretched to `size`, z, y, x."""
    import SimpleITK
    image = SimpleITK.Cast(SimpleITK.ReadImage(file), SimpleITK.sitkFloat32)
    target = list(reversed(size))
    spacing = [s * n / m for s, n, m in zip(image.GetSpacing(), image.GetSize(), target)]
    image = SimpleITK.Resample(image, target, SimpleITK.Transform(), SimpleITK.sitkLinear, image.GetOrigin(), spacing,
                               image.GetDirection(), -1024.0)
    return SimpleITK.GetArrayFromImage(image)


def synthetic(size):
    """Air, an ellipsoid of tissue, two organs and a spine in it."""
    import numpy as np
    grid = np.meshgrid(*(np.linspace(-1, 1, n, dtype=np.float32) for n in size), indexing="ij", sparse=True)
    values = np.full(size, -1000, np.float32)
    for center, radius, intensity in (((0, 0, 0), (1.2, 0.7, 0.8), 40), ((0.1, 0.1, 0.3), (0.6, 0.3, 0.3), 110),
                                      ((0.2, 0.1, -0.35), (0.3, 0.2, 0.2), -750), ((0, 0.5, 0), (2, 0.1, 0.1), 600)):
        values[sum(((axis - c) / r) ** 2 for axis, c, r in zip(grid, center, radius)) < 1] = intensity
    return values


def write(file, values, spacing):
    """`spacing` in mm, z, y, x."""
    import SimpleITK
    image = SimpleITK.GetImageFromArray(values)
    image.SetSpacing([float(s) for s in reversed(spacing)])
    pathlib.Path(file).parent.mkdir(parents=True, exist_ok=True)
    SimpleITK.WriteImage(image, str(file))


def make_ct(file, source, size, spacing):
    """16-bit CT with noise, as scanners give it."""
    import numpy as np
    if pathlib.Path(file).exists():
        return
    values = real(source, size) if source else synthetic(size)
    for plane in values:  # a plane at a time: the noise of all of them would be a second volume
        plane += np.random.default_rng(0).normal(0, 12, plane.shape).astype(np.float32)
    write(file, np.clip(np.rint(values), -1024, 3071).astype(np.int16), spacing)


def make_labels(file, source, size, spacing):
    """24 structures: tissue and bone, each cut into 12 blocks."""
    import numpy as np
    if pathlib.Path(file).exists():
        return
    values = real(source, size) if source else synthetic(size)
    z, y, x = (np.arange(n) * parts // n for n, parts in zip(size, (2, 2, 3)))
    blocks = 6 * z[:, None, None] + 3 * y[:, None] + x
    labels = np.where(values > 200, blocks + 13, np.where(values > -200, blocks + 1, 0))
    write(file, labels.astype(np.uint8), spacing)
