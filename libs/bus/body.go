package bus

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

const (
	gzipFrom = 64 << 10 // NATS takes 1 MB at most, and CVs are text: larger bodies are compressed
	maxBody  = 16 << 20 // what a compressed body may grow to
)

var errBodyTooLarge = errors.New("body too large")

// encode returns v as JSON, compressed where it is large. JSON never begins
// with gzip's first byte, so the reader needs no header to tell.
func encode(v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	if len(data) < gzipFrom {
		return data, nil
	}
	var buf bytes.Buffer
	w, _ := gzip.NewWriterLevel(&buf, gzip.BestSpeed)
	if _, err := w.Write(data); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	return buf.Bytes(), nil
}

func decode(data []byte, v any) error {
	if len(data) > 1 && data[0] == 0x1f && data[1] == 0x8b {
		r, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return fmt.Errorf("decompress: %w", err)
		}
		if data, err = io.ReadAll(io.LimitReader(r, maxBody+1)); err != nil {
			return fmt.Errorf("decompress: %w", err)
		}
		if len(data) > maxBody {
			return errBodyTooLarge
		}
	}
	return json.Unmarshal(data, v)
}
