pragma Singleton

import QtQuick

// Code -> sentences for people: what happened (title), what to do (advice). Never a reproach.
QtObject {
    // Every code with a sentence of its own; the tests walk through it.
    readonly property var codes: [
        "card.pulled", "card.damaged", "card.unknown_kind", "card.not_authenticated", "card.garbled",
        "card.reader_unplugged", "card.reader_silent", "card.reader_ambiguous", "card.reader_self_test",
        "card.reader_unauthorised", "card.not_laid", "card.no_reader", "card.not_fitted", "card.expired",
        "card.not_accepted", "card.check_digit", "card.driver_error", "card.hung", "card.other_person", "print.paper_out", "print.paper_low",
        "print.paper_jammed", "print.cover_open", "print.silent", "print.unplugged",
        "print.no_printer", "print.not_fitted", "print.busy", "print.cutter", "print.hardware",
        "print.hung", "print.no_font", "print.offline", "print.overheated", "print.stopped",
        "print.unconfirmed", "print.person_said", "power.low", "power.empty", "code.camera_unplugged", "code.no_camera", "code.not_ours",
        "code.camera_dark", "code.camera_frozen", "code.scanner_unplugged", "code.scanner_mode", "code.scanner_garbled",
        "code.hung", "code.driver_error", "code.not_fitted",
        "photo.not_fitted", "photo.no_camera", "photo.camera_unplugged", "photo.hung", "photo.driver_error",
        "photo.stopped", "photo.dark", "photo.no_room", "photo.needed", "photo.counter_only",
        "page.not_fitted", "page.no_camera", "page.camera_unplugged", "page.camera_frozen", "page.hung",
        "page.driver_error", "page.stopped", "page.dark", "page.glare", "page.blurred", "page.closer",
        "page.no_page", "page.whole_page", "page.one_page",
        "code.unreadable", "code.no_case", "code.no_text", "code.is_receipt", "code.too_long", "code.unfit",
        "microphone.unplugged", "microphone.silent", "microphone.busy", "microphone.hardware",
        "microphone.no_program", "microphone.hung", "microphone.driver_error", "microphone.not_fitted",
        "microphone.nothing_heard", "microphone.too_large", "sound.unplugged", "sound.no_program",
        "sound.no_voice", "sound.refused", "sound.no_prompts", "sound.silent", "sound.hung",
        "sound.driver_error", "sound.not_fitted", "store.full", "store.disk_full", "store.read_only", "store.io_error", "store.corrupt",
        "store.cannot_open", "store.forbidden", "store.wrong_key", "number.exhausted", "deposit.too_large",
        "terminal.not_enrolled", "terminal.revoked", "clock.unset", "store.unavailable", "store.busy",
        "sign.empty", "sign.too_short", "form.incomplete", "form.cannot_open", "network.down"
    ]

    function pair(title: string, advice: string): var {
        return { title: title, advice: advice };
    }

    function of(code: string): var {
        switch (code) {
        case "":
            return pair("", "");
        // card
        case "card.pulled":
            return pair(qsTr("The card was lifted a little early"),
                        qsTr("Lay it down again and leave it there until the screen says it is done."));
        case "card.damaged":
            return pair(qsTr("The chip in this card does not answer"),
                        qsTr("Lay it down once more. If it stays silent, the staff can do this with you."));
        case "card.unknown_kind":
            return pair(qsTr("This terminal does not know this kind of card"),
                        qsTr("A resident identity card, or a residence permit of the same kind, works here."));
        case "card.not_authenticated":
        case "card.garbled":
            return pair(qsTr("The card could not be read this time"),
                        qsTr("Lift it, wait a moment, and lay it flat on the reader again."));
        case "card.reader_unplugged":
            return pair(qsTr("The card reader is not connected just now"),
                        qsTr("The staff can plug it in again; this page goes on by itself."));
        case "card.reader_silent":
        case "card.driver_error":
        case "card.hung":
            return pair(qsTr("The card reader does not answer just now"),
                        qsTr("Wait a moment, or let the staff know. Nothing you did is lost."));
        case "card.reader_ambiguous":
        case "card.reader_self_test":
        case "card.reader_unauthorised":
            return pair(qsTr("The card reader cannot read any card just now"),
                        qsTr("Please let the staff know. Nothing you did is lost."));
        case "card.not_laid":
            return pair(qsTr("No card lies on the reader yet"),
                        qsTr("Lay it flat in the middle and leave it there until the screen says it is done."));
        case "card.no_reader":
        case "card.not_fitted":
            return pair(qsTr("This terminal has no card reader"),
                        qsTr("The staff at the counter can do this with you."));
        case "card.check_digit":
            return pair(qsTr("The number on this card does not add up"),
                        qsTr("Lay it down once more. If it stays so, the staff can look at it with you."));
        case "card.expired":
            return pair(qsTr("This card is past its date"),
                        qsTr("You can still look at guides here. The police station renews the card."));
        case "card.not_accepted":
            return pair(qsTr("This service needs another kind of card"),
                        qsTr("The staff know which card fits and can help you."));
        case "card.other_person":
            return pair(qsTr("This is another person's card"),
                        qsTr("Go on with the card you began with, or leave and begin anew."));
        // printer
        case "print.paper_out":
            return pair(qsTr("The printer has run out of paper"),
                        qsTr("Your application is safe. Take a picture of the code, or let the staff put in paper."));
        case "print.paper_low":
            return pair(qsTr("Little paper is left"),
                        qsTr("Printing still works; the staff will put in a new roll soon."));
        case "print.paper_jammed":
            return pair(qsTr("The paper is stuck"),
                        qsTr("Your application is safe. Take a picture of the code, or let the staff free the paper."));
        case "print.cover_open":
            return pair(qsTr("The cover of the printer is open"),
                        qsTr("Once it is closed, touch \"Print again\"."));
        case "print.cutter":
        case "print.overheated":
        case "print.busy":
            return pair(qsTr("The printer needs a moment"),
                        qsTr("Wait a minute, then touch \"Print again\". Your application is safe."));
        case "print.silent":
        case "print.unplugged":
        case "print.offline":
        case "print.hardware":
        case "print.hung":
        case "print.stopped":
        case "print.no_font":
            return pair(qsTr("The printer does not answer just now"),
                        qsTr("Your application is safe. Take a picture of the code, or ask for a print later."));
        case "print.unconfirmed":
            return pair(qsTr("It is not certain that your receipt was printed"),
                        qsTr("Look at the slot below. If no paper came, take a picture of the code."));
        case "print.person_said":
            return pair(qsTr("No paper came out"),
                        qsTr("Take a picture of the code: it is your receipt. Or let it print again."));
        case "power.low":
            return pair(qsTr("The battery is nearly empty, so nothing is printed now"),
                        qsTr("Take a picture of the code: it is your receipt. It can be printed later."));
        case "power.empty":
            return pair(qsTr("The power is out and the battery is nearly empty"),
                        qsTr("The terminal stops here. What you handed in is safe. What was not handed in yet has to be entered again once the power is back."));
        case "print.no_printer":
        case "print.not_fitted":
            return pair(qsTr("This terminal has no printer"),
                        qsTr("Take a picture of the code: it is your receipt."));
        // codes
        case "code.camera_unplugged":
        case "code.no_camera":
        case "code.hung":
        case "code.driver_error":
        case "code.not_fitted":
            return pair(qsTr("There is no camera to scan with just now"),
                        qsTr("Lay your ID card down instead, or ask the staff."));
        case "code.scanner_unplugged":
        case "code.scanner_mode":
        case "code.scanner_garbled":
            return pair(qsTr("The code scanner does not work just now"),
                        qsTr("Lay your ID card down instead, or ask the staff."));
        case "code.camera_dark":
            return pair(qsTr("Something covers the camera for codes"),
                        qsTr("Take away what lies before the window. It goes on by itself."));
        case "code.camera_frozen":
            return pair(qsTr("The camera for codes is stuck just now"),
                        qsTr("Lay your ID card down instead, or ask the staff."));
        case "code.not_ours":
            return pair(qsTr("This code is not one of our receipts"),
                        qsTr("Hold the code at the foot of your receipt to the window."));
        case "code.unreadable":
            return pair(qsTr("The code cannot be seen clearly"),
                        qsTr("Hold the receipt flat, a hand's width away, and keep it still."));
        case "code.no_case":
            return pair(qsTr("This receipt belongs to another terminal"),
                        qsTr("Scan it at the terminal that printed it, or ask the staff to look it up."));
        case "code.no_text":
            return pair(qsTr("This code holds nothing that can be read"),
                        qsTr("See whether another code is on the paper, or write the answer."));
        case "code.is_receipt":
            return pair(qsTr("This is one of our receipts"),
                        qsTr("Here another code is wanted: the one the question asks for."));
        case "code.too_long":
            return pair(qsTr("This code holds more than fits here"),
                        qsTr("See whether another code is on the paper, or write the answer."));
        case "code.unfit":
            return pair(qsTr("This code holds letters, and a number is wanted"),
                        qsTr("See whether another code is on the paper, or write the answer."));
        // saying
        case "microphone.unplugged":
        case "microphone.silent":
        case "microphone.busy":
        case "microphone.hardware":
        case "microphone.no_program":
        case "microphone.hung":
        case "microphone.driver_error":
            return pair(qsTr("The microphone does not hear just now"),
                        qsTr("What was recorded is kept. Try again in a moment, or tell it to the staff."));
        case "microphone.not_fitted":
            return pair(qsTr("This terminal has no microphone"),
                        qsTr("Tell it to the staff at the counter, they write it down with you."));
        case "microphone.nothing_heard":
            return pair(qsTr("Nothing was recorded this time"),
                        qsTr("Touch the button, speak, and touch it again when you are done."));
        case "microphone.too_large":
            return pair(qsTr("The recording is too long to be kept"),
                        qsTr("Say the most important things once more, a little shorter."));
        // listening
        case "sound.unplugged":
        case "sound.no_program":
        case "sound.no_voice":
        case "sound.refused":
        case "sound.no_prompts":
        case "sound.silent":
        case "sound.hung":
        case "sound.driver_error":
        case "sound.not_fitted":
            return pair(qsTr("There is no sound just now"),
                        qsTr("Everything stands on the screen as well. With \"Get help\" somebody reads it with you."));
        // photographs
        case "photo.not_fitted":
        case "page.not_fitted":
            return pair(qsTr("This terminal has no camera for photographs"),
                        qsTr("The staff at the counter take the picture with you."));
        case "photo.no_camera":
        case "photo.camera_unplugged":
        case "page.no_camera":
        case "page.camera_unplugged":
            return pair(qsTr("The camera is not connected just now"),
                        qsTr("Let the staff know. Once it is back, this page goes on by itself."));
        case "photo.hung":
        case "photo.driver_error":
        case "page.hung":
        case "page.driver_error":
        case "page.camera_frozen":
            return pair(qsTr("The camera does not answer just now"),
                        qsTr("Wait a moment, then try again. Nothing you did is lost."));
        case "photo.stopped":
        case "page.stopped":
            return pair(qsTr("There is no picture this time"),
                        qsTr("Touch the button once more and hold still for a moment."));
        case "photo.dark":
        case "page.dark":
            return pair(qsTr("The picture is all dark"),
                        qsTr("See that nothing covers the camera and that there is light, then take it again."));
        case "page.glare":
            return pair(qsTr("A lamp shines on the page"),
                        qsTr("Turn the paper a little, or shade the lamp, and take it again."));
        case "page.blurred":
            return pair(qsTr("The letters are not sharp"),
                        qsTr("Lay the page flat, hold it still, and take it again."));
        case "page.closer":
            return pair(qsTr("The page is very small"),
                        qsTr("Move it closer to the camera and take it again."));
        case "page.no_page":
            return pair(qsTr("The edges of the page were not found"),
                        qsTr("The whole picture was kept, nothing is cut off. If the page can be read, use it."));
        case "page.whole_page":
            return pair(qsTr("A part of the page is not in the picture"),
                        qsTr("Move the paper until all of it is in the picture, and take it again."));
        case "page.one_page":
            return pair(qsTr("There is more than one page"),
                        qsTr("The whole picture was kept. One page at a time can be read better."));
        case "photo.no_room":
            return pair(qsTr("There is no room for another picture"),
                        qsTr("Take one away that is not needed, or go on and bring the rest to the counter."));
        case "photo.needed":
            return pair(qsTr("This service needs a photograph, and the camera is not there just now"),
                        qsTr("The guide can be read all the same. The staff at the counter can do all of it with you."));
        case "photo.counter_only":
            return pair(qsTr("This is handed in at the counter"),
                        qsTr("It is nothing that can be photographed here. The staff take it from you."));
        // keeping
        case "store.full":
        case "store.disk_full":
        case "store.read_only":
        case "store.io_error":
        case "store.corrupt":
        case "store.cannot_open":
        case "store.forbidden":
        case "store.wrong_key":
        case "store.unavailable":
            return pair(qsTr("This terminal cannot keep your application just now"),
                        qsTr("What you filled in is still on the screen. Let the staff know, they can help."));
        case "number.exhausted":
            return pair(qsTr("This terminal has no receipt numbers left for today"),
                        qsTr("It goes on tomorrow. The staff can take your application today."));
        case "deposit.too_large":
            return pair(qsTr("The application has grown too large to be kept"),
                        qsTr("Shorten the long texts a little, then hand it in again. Nothing is lost."));
        case "clock.unset":
            return pair(qsTr("This terminal does not know what day it is"),
                        qsTr("Guides can be read here all the same. Let the staff know, they can set its clock."));
        case "terminal.not_enrolled":
            return pair(qsTr("This terminal does not take applications yet"),
                        qsTr("Guides can be read here all the same. The staff can take your application."));
        case "terminal.revoked":
            return pair(qsTr("This terminal has been taken out of service"),
                        qsTr("It stops here. What was handed in before goes its way. What was not handed in yet can be entered at another terminal or with the staff."));
        case "store.busy":
            return pair(qsTr("Saving takes a little longer"),
                        qsTr("What you filled in is still here. Touch the button once more."));
        // signing and forms
        case "sign.empty":
            return pair(qsTr("There is no signature yet"), qsTr("Write your name in the box with a finger."));
        case "sign.too_short":
            return pair(qsTr("The signature is very short"), qsTr("Write your whole name in the box."));
        case "form.incomplete":
            return pair(qsTr("Some answers are still open"), qsTr("The marked places show what is missing."));
        case "form.cannot_open":
            return pair(qsTr("The form of this service does not open just now"),
                        qsTr("The guide can be read all the same. The staff can take your application."));
        case "network.down":
            return pair(qsTr("No network just now"),
                        qsTr("You can go on as usual. Everything is sent once the network is back."));
        default:
            return pair(qsTr("That did not work this time"),
                        qsTr("Try once more, or touch \"Get help\" below. What you filled in is still here."));
        }
    }

    // What to put right in an answer: the form's own sentence, or ours where it has none.
    function answer(text: string): string {
        switch (text) {
        case "answer.required": return qsTr("This place is still empty");
        case "answer.constraint": return qsTr("This does not fit yet, look at it once more");
        default: return text;
        }
    }

    // An answer as it is read: a signature and a recording have no words of their own.
    // Several pages are counted where the caller knows how many there are.
    function value(kind: var, text: string, count: var): string {
        if (text === "")
            return "";
        switch (kind) {
        case "signature": return qsTr("signed");
        case "audio": return qsTr("recorded");
        case "drawing": return qsTr("drawn");
        case "image": return qsTr("1 picture");
        case "file": return count > 1 ? qsTr("%1 pages photographed").arg(count) : qsTr("photographed");
        case "place": return place(text);
        case "range": return stars(text);
        default: return text;
        }
    }

    // A place on the map: latitude, longitude, altitude, accuracy.
    function place(text: string): string {
        const numbers = text.split(" ").map(Number);
        if (numbers.length < 2 || numbers.some(isNaN))
            return text;
        const [latitude, longitude] = numbers;
        const north = (latitude < 0 ? qsTr("%1° south") : qsTr("%1° north")).arg(degrees(latitude));
        const east = (longitude < 0 ? qsTr("%1° west") : qsTr("%1° east")).arg(degrees(longitude));
        return qsTr("%1, %2").arg(north).arg(east);
    }

    function degrees(angle: real): string {
        return Math.abs(angle).toFixed(4);
    }

    // Minutes and seconds, as on a clock.
    function minutes(seconds: real): string {
        const whole = Math.floor(seconds + 0.05);
        return Math.floor(whole / 60) + ":" + String(whole % 60).padStart(2, "0");
    }

    // A rating comes as 4/5; other numbers of a range stay.
    function stars(text: string): string {
        const parts = /^(\d+)\/(\d+)$/.exec(text);
        return parts ? qsTr("%1 of %2 stars").arg(parts[1]).arg(parts[2]) : text;
    }

    // The state of a case in plain words (domain words of `kiosk.cases`).
    function state(code: string): string {
        switch (code) {
        case "draft": return qsTr("Being filled in");
        case "sealed":
        case "queued":
        case "saved": return qsTr("Saved in this terminal, waiting to be sent");
        case "delivered": return qsTr("Sent, waiting to be accepted");
        case "accepted":
        case "auto_accepted": return qsTr("Accepted");
        case "correction_requested": return qsTr("Something is to be added");
        case "not_accepted": return qsTr("Not taken on, with reasons");
        case "in_review": return qsTr("Being looked at");
        case "decided":
        case "approved": return qsTr("Approved");
        case "refused": return qsTr("Not approved, with reasons");
        case "result_ready": return qsTr("The result is ready for you");
        case "collected": return qsTr("The result has been collected");
        case "withdrawn": return qsTr("Taken back by you");
        case "lapsed": return qsTr("Ended because nothing more came");
        default: return qsTr("On its way");
        }
    }

    // Where an answer came from.
    function source(code: string): string {
        switch (code) {
        case "card": return qsTr("from your card");
        case "code": return qsTr("from a code");
        case "calculated": return qsTr("worked out");
        default: return "";
        }
    }
}
