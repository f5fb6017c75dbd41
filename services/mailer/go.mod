module github.com/sartor-cv/sartor/services/mailer

go 1.26.0

require github.com/sartor-cv/sartor/libs v0.0.0

replace github.com/sartor-cv/sartor/libs => ../../libs
