#pragma once

#include <itkImage.h>
