package evidence

import (
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
)

// Limits on pictures. Memory bounds what drawing one anew may take.
const (
	longestSide   = 20_000
	pictureMemory = 200 << 20
	jpegQuality   = 90
)

// inspectPicture reads the size of a picture and refuses one that would take
// too much to be drawn.
func inspectPicture(f source, size int64, media string) error {
	config, err := decodeConfig(io.NewSectionReader(f, 0, size), media)
	if err != nil {
		return unreadable(err)
	}
	if config.Width < 1 || config.Height < 1 {
		return unreadable(errNotWhole)
	}
	most := pictureMemory / bytesPerPixel(f, size, media, config.ColorModel)
	if max(config.Width, config.Height) > longestSide || int64(config.Width)*int64(config.Height) > most {
		return fileFault("evidence.picture_size", "width", config.Width, "height", config.Height, "limit", int(most/1_000_000))
	}
	return nil
}

func decodeConfig(r io.Reader, media string) (image.Config, error) {
	if media == PNG {
		return png.DecodeConfig(r)
	}
	return jpeg.DecodeConfig(r)
}

// bytesPerPixel is what the decoder needs for each pixel.
func bytesPerPixel(f source, size int64, media string, model color.Model) int64 {
	if media == JPEG {
		if readJPEG(f, size).progressive {
			return 15 // keeps the coefficients of all three colours until the end
		}
		return 4
	}
	switch model {
	case color.GrayModel:
		return 1
	case color.Gray16Model:
		return 2
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	}
	return 4
}

// encode writes a decoded picture anew, so that nothing but the picture
// remains: no place where it was taken, no other file behind it. A photograph
// is turned the way its camera says.
func encode(w io.Writer, picture image.Image, media string, orientation int) error {
	if media == PNG {
		return png.Encode(w, picture)
	}
	return jpeg.Encode(w, turn(picture, orientation), &jpeg.Options{Quality: jpegQuality})
}

func decode(r io.Reader, media string) (image.Image, error) {
	if media == PNG {
		return png.Decode(r)
	}
	return jpeg.Decode(r)
}

// turned is a picture seen the way its camera was held.
type turned struct {
	image.Image
	orientation int
}

// turn returns the picture the right way up. Orientation is the number of the
// EXIF standard, 1 being upright.
func turn(picture image.Image, orientation int) image.Image {
	if orientation < 2 || orientation > 8 {
		return picture
	}
	return turned{picture, orientation}
}

func (t turned) Bounds() image.Rectangle {
	size := t.Image.Bounds().Size()
	if t.orientation >= 5 {
		size.X, size.Y = size.Y, size.X
	}
	return image.Rectangle{Max: size}
}

func (t turned) At(x, y int) color.Color {
	b := t.Image.Bounds()
	right, bottom := b.Dx()-1, b.Dy()-1
	switch t.orientation {
	case 2:
		x = right - x
	case 3:
		x, y = right-x, bottom-y
	case 4:
		y = bottom - y
	case 5:
		x, y = y, x
	case 6:
		x, y = y, bottom-x
	case 7:
		x, y = right-y, bottom-x
	case 8:
		x, y = right-y, x
	}
	return t.Image.At(b.Min.X+x, b.Min.Y+y)
}
