package evidence

import (
	"bytes"
	"encoding/binary"
)

// jpegFacts are what the markers of a JPEG say beside the picture.
type jpegFacts struct {
	orientation int  // of the EXIF standard; 0: not said
	progressive bool // true also where it is not plainly otherwise
}

// mostMarkers is how many markers are read before the picture begins.
const mostMarkers = 200

// readJPEG walks over the markers before the picture.
func readJPEG(f source, size int64) jpegFacts {
	facts := jpegFacts{progressive: true}
	at := int64(2)
	for range mostMarkers {
		head := make([]byte, 4)
		if _, err := f.ReadAt(head, at); err != nil || head[0] != 0xff {
			return facts
		}
		length := int64(binary.BigEndian.Uint16(head[2:]))
		switch marker := head[1]; {
		case marker == 0xff: // filling
			at++
			continue
		case marker == 0xe1 && facts.orientation == 0 && at+2+length <= size:
			body := make([]byte, max(0, length-2))
			if _, err := f.ReadAt(body, at+4); err == nil {
				facts.orientation = orientation(body)
			}
		case marker == 0xc0, marker == 0xc1:
			facts.progressive = false
			return facts
		case marker == 0xc2, marker == 0xda, length < 2:
			return facts
		}
		at += 2 + length
	}
	return facts
}

// orientation reads tag 0x0112 from the first directory of an EXIF block.
func orientation(body []byte) int {
	tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	entries := int(order.Uint16(tiff[at:]))
	for i := range entries {
		entry := at + 2 + int64(i)*12
		if entry+12 > int64(len(tiff)) {
			return 0
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			return int(order.Uint16(tiff[entry+8:]))
		}
	}
	return 0
}
