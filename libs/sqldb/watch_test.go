package sqldb_test

import (
	"testing"

	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/sartor-cv/sartor/libs/testkit"
)

// gauges are the values of the gauges that reader sees now, by name.
func gauges(t *testing.T, reader metric.Reader) map[string]float64 {
	t.Helper()
	var now metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &now); err != nil {
		t.Fatal(err)
	}
	values := map[string]float64{}
	for _, scope := range now.ScopeMetrics {
		for _, m := range scope.Metrics {
			switch data := m.Data.(type) {
			case metricdata.Gauge[int64]:
				values[m.Name] = float64(data.DataPoints[0].Value)
			case metricdata.Gauge[float64]:
				values[m.Name] = data.DataPoints[0].Value
			}
		}
	}
	return values
}

func TestWhatWaitsToBePublishedIsSeen(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		db := open(t, dsn, counters)
		reader := metric.NewManualReader()
		meters := metric.NewMeterProvider(metric.WithReader(reader))
		stop, err := db.Watch(meters.Meter("test"), "tailor")
		if err != nil {
			t.Fatal(err)
		}
		enqueue(t, db, "1", "2")
		seen := gauges(t, reader)
		if seen["sartor.tailor.outbox.waiting"] != 2 || seen["sartor.tailor.outbox.oldest"] <= 0 {
			t.Errorf("seen %v, want two messages that wait", seen)
		}
		b := &broker{}
		relay(t, db, b.publish)
		testkit.Eventually(t, "nothing waits", func() bool {
			seen := gauges(t, reader)
			return seen["sartor.tailor.outbox.waiting"] == 0 && seen["sartor.tailor.outbox.oldest"] == 0
		})
		stop()
		if seen := gauges(t, reader); len(seen) != 0 {
			t.Errorf("seen %v after the end", seen)
		}
	})
}
