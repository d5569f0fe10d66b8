pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// One question a page, or a few that belong together.
PageFrame {
    id: page

    required property QuestionsViewModel vm
    required property AppViewModel app

    FieldInHand {
        id: hand

        alone: fields.count === 1

        onTouched: item => page.scroller.reveal(item)
    }

    // While the keyboard takes its place the field stays in view.
    onHeightChanged: {
        if (hand.kept)
            Qt.callLater(page.scroller.reveal, hand.kept);
    }

    head: ProgressSteps {
        width: parent.width
        step: page.vm.step
        steps: page.vm.steps
    }
    intro: [
        Marked {
            width: parent.width
            visible: text !== ""
            words: page.vm.heading
            rich: page.vm.headingRich
            size: Theme.title
            strong: true
            lineHeight: Theme.leadingTight
            Accessible.role: Accessible.Heading
        },
        Marked {
            width: parent.width
            visible: text !== ""
            words: page.vm.hint
            rich: page.vm.hintRich
            size: Theme.lead
            color: Theme.softInk
        },
        MoreAbout {
            width: parent.width
            words: page.vm.guidance
            rich: page.vm.guidanceRich
        },
        // A known fact that rules the application out belongs to no field.
        Banner {
            width: parent.width
            title: page.vm.obstacle
        },
        // Several facts are the matter of the page; a single one is a remark after the question.
        KnownFacts {
            width: parent.width
            size: Theme.landscape || Theme.senior ? Theme.body : Theme.lead
            facts: page.vm.known.length > 1 || Theme.landscape ? page.vm.known : []
        },
        ErrorSummary {
            width: parent.width
            errors: page.vm.errors
            onChosen: ref => {
                for (let i = 0; i < fields.count; ++i) {
                    const field = fields.itemAt(i) as FieldDelegate;
                    const place = field ? field.placeOf(ref) : null;
                    if (place) {
                        page.scroller.reveal(place);
                        field.take(ref);
                    }
                }
            }
        }
    ]
    dock: DigitPad {
        visible: hand.pad !== null && !Theme.landscape && !Stage.keyboardShown
        width: parent.width
        height: visible ? implicitHeight : 0
        extra: hand.pad && hand.pad.letters ? "X" : hand.pad && hand.pad.decimal ? "." : ""
        onDigit: character => {
            hand.use();
            hand.pad.type(character);
        }
        onErase: hand.pad.erase()
        onClear: hand.pad.clear()
    }
    actions: ActionRow {
        width: parent.width
        nextText: qsTr("Continue")
        onBack: page.vm.back()
        onNext: page.vm.next()
    }

    Repeater {
        id: fields

        model: page.vm.fields

        FieldDelegate {
            width: page.contentWidth
            vm: page.vm
            inHand: hand
        }
    }

    KnownFacts {
        width: parent.width
        facts: page.vm.known.length === 1 && !Theme.landscape ? page.vm.known : []
    }
}
